# Makes the installer out of the folder, signed where there is a certificate.
#   CERTIFICATE   a .pfx in base64        PASSWORD   its password
# Without them the installer is made all the same, and what was skipped is said.
$ErrorActionPreference = "Stop"
Set-Location "$PSScriptRoot\..\.."
$version = (Select-String -Path mjstudio\__init__.py -Pattern '^__version__ = "(.*)"$').Matches[0].Groups[1].Value

function Skipped([string]$what) {
    Write-Output "SKIPPED: $what"
    if ($env:GITHUB_STEP_SUMMARY) { Add-Content $env:GITHUB_STEP_SUMMARY "- **Skipped:** $what" }
}

function Sign([string]$file) {
    $tool = Get-ChildItem "${env:ProgramFiles(x86)}\Windows Kits\10\bin\*\x64\signtool.exe" | Select-Object -Last 1
    & $tool.FullName sign /f "$env:TEMP\mjstudio.pfx" /p $env:PASSWORD /fd SHA256 `
        /tr http://timestamp.digicert.com /td SHA256 $file
    if ($LASTEXITCODE) { throw "signtool has failed for $file" }
}

$makensis = Get-Command makensis -ErrorAction SilentlyContinue
$makensis = if ($makensis) { $makensis.Source } else { "${env:ProgramFiles(x86)}\NSIS\makensis.exe" }
if (-not (Test-Path $makensis)) { throw "NSIS is not here: choco install nsis" }

$signs = [bool]$env:CERTIFICATE
if ($signs) {
    [IO.File]::WriteAllBytes("$env:TEMP\mjstudio.pfx", [Convert]::FromBase64String($env:CERTIFICATE))
    Sign "build\package\onedir\mjstudio\mjstudio.exe"
} else {
    Skipped "signtool, for there is no certificate; Windows will ask before it starts the installer"
}
New-Item -ItemType Directory -Force build\dist | Out-Null
& $makensis "/DVERSION=$version" packaging\windows\mjstudio.nsi
if ($LASTEXITCODE) { throw "makensis has failed" }
if ($signs) {
    Sign "build\dist\mjstudio-$version-windows-x64-setup.exe"
    Remove-Item "$env:TEMP\mjstudio.pfx"
}
Get-ChildItem build\dist -Exclude SHA256SUMS | Sort-Object Name | ForEach-Object {
    "$((Get-FileHash $_.FullName -Algorithm SHA256).Hash.ToLower())  $($_.Name)"
} | Set-Content build\dist\SHA256SUMS
