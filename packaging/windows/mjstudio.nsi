; The installer for Windows: for this user, without asking for an administrator.
;   makensis /DVERSION=0.1.0 packaging\windows\mjstudio.nsi
; packs build\package\onedir\mjstudio into build\dist. Silent: /S, and for the removal, too.
Unicode true
SetCompressor /SOLID lzma
ManifestDPIAware true
RequestExecutionLevel user

!ifndef VERSION
  !error "makensis /DVERSION=... is needed"
!endif
!define ID "io.github.mjstudio.mjstudio"
!define SOURCE "..\..\build\package\onedir\mjstudio"
!define MADE "..\..\build\package\made"
!define REMOVAL "Software\Microsoft\Windows\CurrentVersion\Uninstall\mjstudio"

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "shortcut.nsh"
!include "LogicLib.nsh"

Name "mjstudio"
OutFile "..\..\build\dist\mjstudio-${VERSION}-windows-x64-setup.exe"
InstallDir "$LOCALAPPDATA\Programs\mjstudio"
InstallDirRegKey HKCU "Software\mjstudio" "Folder"
BrandingText "mjstudio ${VERSION}"

VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "mjstudio"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Installs mjstudio"
VIAddVersionKey "CompanyName" "The mjstudio authors"
VIAddVersionKey "LegalCopyright" "Copyright the mjstudio authors. MIT licence."

!define MUI_ICON "${MADE}\icons\mjstudio.ico"
!define MUI_UNICON "${MADE}\icons\mjstudio.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\mjstudio.exe"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; Windows replaces no file of a program that runs. The program is asked to end in order, saves what
; it has and waits until it has ended; one on another data folder, or of a version that cannot be
; asked, is found by its file, which nobody may write while it runs.
!macro EndRunning prefix
Function ${prefix}EndRunning
  ${IfNot} ${FileExists} "$INSTDIR\mjstudio.exe"
    Return
  ${EndIf}
  DetailPrint "Asking a running mjstudio to close"
  ExecWait '"$INSTDIR\mjstudio.exe" --quit'
  ${Do}
    ClearErrors
    FileOpen $0 "$INSTDIR\mjstudio.exe" a
    ${IfNot} ${Errors}
      FileClose $0
      Return
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "mjstudio is running and has not closed. Close its window, and press Retry. Nothing has been changed." /SD IDCANCEL IDRETRY again
    SetErrorLevel 3
    Abort "mjstudio is running; nothing has been changed."
    again:
  ${Loop}
FunctionEnd
!macroend
!insertmacro EndRunning ""
!insertmacro EndRunning "un."

Section "mjstudio"
  Call EndRunning
  ; Only a folder that this installer has made before is emptied for the new version.
  IfFileExists "$INSTDIR\.mjstudio-package" 0 +2
    RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r /x mjstudio-first-paint.exe "${SOURCE}\*.*"
  FileOpen $0 "$INSTDIR\.mjstudio-package" w
  FileWrite $0 "${VERSION}"
  FileClose $0
  WriteUninstaller "$INSTDIR\uninstall.exe"

  ; The program sets the same AppUserModelID for its process, so that its windows are grouped under
  ; this entry and can be pinned as it, and a notification bears its name.
  !insertmacro IdentifiedShortcut "$SMPROGRAMS\mjstudio.lnk" "$INSTDIR\mjstudio.exe" "${ID}"
  WriteRegStr HKCU "Software\Classes\AppUserModelId\${ID}" "DisplayName" "mjstudio"
  WriteRegStr HKCU "Software\Classes\AppUserModelId\${ID}" "IconUri" "$INSTDIR\mjstudio.exe"

  ; Open with, and nothing more: what a double click opens stays as it was.
  WriteRegStr HKCU "Software\Classes\Applications\mjstudio.exe" "FriendlyAppName" "mjstudio"
  WriteRegStr HKCU "Software\Classes\Applications\mjstudio.exe\shell\open\command" "" '"$INSTDIR\mjstudio.exe" "%1"'
  WriteRegStr HKCU "Software\Classes\Applications\mjstudio.exe\SupportedTypes" ".png" ""
  WriteRegStr HKCU "Software\Classes\Applications\mjstudio.exe\SupportedTypes" ".jpg" ""
  WriteRegStr HKCU "Software\Classes\Applications\mjstudio.exe\SupportedTypes" ".jpeg" ""
  WriteRegStr HKCU "Software\Classes\Applications\mjstudio.exe\SupportedTypes" ".jfif" ""
  WriteRegStr HKCU "Software\Classes\Applications\mjstudio.exe\SupportedTypes" ".jpe" ""
  WriteRegStr HKCU "Software\Classes\Applications\mjstudio.exe\SupportedTypes" ".webp" ""

  WriteRegStr HKCU "Software\mjstudio" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${REMOVAL}" "DisplayName" "mjstudio"
  WriteRegStr HKCU "${REMOVAL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${REMOVAL}" "DisplayIcon" "$INSTDIR\mjstudio.exe"
  WriteRegStr HKCU "${REMOVAL}" "Publisher" "The mjstudio authors"
  WriteRegStr HKCU "${REMOVAL}" "URLInfoAbout" "https://github.com/mjstudio/mjstudio"
  WriteRegStr HKCU "${REMOVAL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${REMOVAL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${REMOVAL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${REMOVAL}" "NoModify" 1
  WriteRegDWORD HKCU "${REMOVAL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${REMOVAL}" "EstimatedSize" $0
SectionEnd

Section "Uninstall"
  Call un.EndRunning
  ; Pictures and settings lie elsewhere and stay. In the folder only what is ours goes.
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\mjstudio.exe"
  Delete "$INSTDIR\.mjstudio-package"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\mjstudio.lnk"
  DeleteRegKey HKCU "Software\Classes\AppUserModelId\${ID}"
  DeleteRegKey HKCU "Software\Classes\Applications\mjstudio.exe"
  DeleteRegKey HKCU "${REMOVAL}"
  DeleteRegKey HKCU "Software\mjstudio"
SectionEnd
