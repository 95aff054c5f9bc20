; A shortcut with an AppUserModelID, which CreateShortcut cannot write. What is pinned to the taskbar
; is the shortcut whose ID the window has; without one the pinned entry and the window are two.
; By NSIS's own System plugin, as its Win\COM.nsh shows.
!include "LogicLib.nsh"
!include "Win\COM.nsh"
!include "Win\Propkey.nsh"

; Sets the ID in the IPropertyStore $1. Uses $2 to $4.
!macro SetIdentity id
  System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID})p.r2'
  System::Call '*(&w${NSIS_MAX_STRLEN} "${id}")p.r3'
  System::Call '*${SYSSTRUCT_PROPVARIANT}(${VT_LPWSTR},,p $3)p.r4'
  ${IPropertyStore::SetValue} $1 '($2,$4)'
  System::Free $2
  System::Free $3
  System::Free $4
  ${IPropertyStore::Commit} $1 ""
!macroend

; Uses $0 to $4. Where COM fails, there is a plain shortcut all the same.
!macro IdentifiedShortcut file program id
  CreateShortcut "${file}" "${program}"
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r0 ""
  ${If} $0 P<> 0
    ${IShellLink::SetPath} $0 '("${program}")'
    ${IUnknown::QueryInterface} $0 '("${IID_IPropertyStore}",.r1)'
    ${If} $1 P<> 0
      !insertmacro SetIdentity "${id}"
      ${IUnknown::Release} $1 ""
    ${EndIf}
    ${IUnknown::QueryInterface} $0 '("${IID_IPersistFile}",.r1)'
    ${If} $1 P<> 0
      ${IPersistFile::Save} $1 '("${file}",1)'
      ${IUnknown::Release} $1 ""
    ${EndIf}
    ${IUnknown::Release} $0 ""
  ${EndIf}
!macroend
