# Step 2 of the deployment: the functions exist now, so Event Grid can be subscribed to them. Repeatable.
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
foreach ($name in 'AZURE_SUBSCRIPTION_ID', 'AZURE_RESOURCE_GROUP', 'NHI_RESOURCE_TOKEN', 'NHI_EVENT_DELIVERY') {
    if (-not (Test-Path "Env:$name")) { throw "$name is not set: run azd provision first." }
}

# Functions of an app show a little after its code has been deployed.
for ($attempt = 1; ; $attempt++) {
    az deployment group create `
        --name nhi-subscriptions `
        --subscription $Env:AZURE_SUBSCRIPTION_ID `
        --resource-group $Env:AZURE_RESOURCE_GROUP `
        --template-file (Join-Path $PSScriptRoot '../subscriptions.bicep') `
        --parameters "resourceToken=$Env:NHI_RESOURCE_TOKEN" "delivery=$Env:NHI_EVENT_DELIVERY" `
        --query properties.provisioningState `
        --output tsv
    if ($LASTEXITCODE -eq 0) { break }
    if ($attempt -ge 5) { exit $LASTEXITCODE }
    Write-Output 'not yet: subscriptions; again in 30 seconds'
    Start-Sleep -Seconds 30
}
