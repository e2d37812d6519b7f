# Makes the key of people's pseudonyms in the ledger, once: with another key, nobody could be found in older entries. Repeatable.
$ErrorActionPreference = 'Stop'
if (-not $Env:NHI_APP_VAULT) { throw 'NHI_APP_VAULT is not set: run azd provision first.' }
$name = 'ledger-person-key'

$found = az keyvault secret list --vault-name $Env:NHI_APP_VAULT --query "[?name=='$name'].id" --output tsv
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
if ($found) { Write-Output "has: $name"; exit 0 }

$file = New-TemporaryFile
try {
    $bytes = [System.Security.Cryptography.RandomNumberGenerator]::GetBytes(32)
    [System.IO.File]::WriteAllText($file, [Convert]::ToBase64String($bytes))
    az keyvault secret set --vault-name $Env:NHI_APP_VAULT --name $name --file $file --encoding utf-8 --output none
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
    Write-Output "done: $name"
}
finally {
    Remove-Item $file
}
