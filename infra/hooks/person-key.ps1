# Makes the key of people's pseudonyms in the ledger, once: with another key, nobody could be found in older entries. Repeatable.
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
foreach ($needed in 'NHI_APP_VAULT', 'NHI_LEDGER_APPS', 'NHI_RESOURCE_TOKEN', 'AZURE_SUBSCRIPTION_ID', 'AZURE_RESOURCE_GROUP') {
    if (-not (Test-Path "Env:$needed")) { throw "$needed is not set: run azd provision first." }
}
$name = 'ledger-person-key'

# The deployment has only just given the right to do this, which takes some minutes to hold everywhere.
for ($attempt = 1; ; $attempt++) {
    $found = az keyvault secret list --subscription $Env:AZURE_SUBSCRIPTION_ID --vault-name $Env:NHI_APP_VAULT --query "[?name=='$name'].id" --output tsv
    if ($LASTEXITCODE -eq 0) { break }
    if ($attempt -ge 10) { exit $LASTEXITCODE }
    Write-Output "not yet: $name; again in 30 seconds"
    Start-Sleep -Seconds 30
}

if ($found) {
    Write-Output "has: $name"
}
else {
    $file = New-TemporaryFile
    try {
        $bytes = [System.Security.Cryptography.RandomNumberGenerator]::GetBytes(32)
        [System.IO.File]::WriteAllText($file, [Convert]::ToBase64String($bytes))
        az keyvault secret set --subscription $Env:AZURE_SUBSCRIPTION_ID --vault-name $Env:NHI_APP_VAULT --name $name --file $file --encoding utf-8 --output none
        if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
        Write-Output "done: $name"
    }
    finally {
        Remove-Item $file
    }
}

# The platform looks references up when settings change, and else once a day: whoever was made before the key would start without it until then.
foreach ($app in $Env:NHI_LEDGER_APPS -split ' ') {
    az rest --method post --output none --url "https://management.azure.com/subscriptions/$Env:AZURE_SUBSCRIPTION_ID/resourceGroups/$Env:AZURE_RESOURCE_GROUP/providers/Microsoft.Web/sites/func-$app-$Env:NHI_RESOURCE_TOKEN/config/configreferences/appsettings/refresh?api-version=2022-03-01"
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
    Write-Output "told: $app"
}
