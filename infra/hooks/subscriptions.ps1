# Step 2 of the deployment: the functions exist now, so Event Grid can be subscribed to them. Repeatable.
$ErrorActionPreference = 'Stop'
foreach ($name in 'AZURE_RESOURCE_GROUP', 'NHI_RESOURCE_TOKEN', 'NHI_EVENT_DELIVERY') {
    if (-not (Test-Path "Env:$name")) { throw "$name is not set: run azd provision first." }
}

az deployment group create `
    --name nhi-subscriptions `
    --resource-group $Env:AZURE_RESOURCE_GROUP `
    --template-file (Join-Path $PSScriptRoot '../subscriptions.bicep') `
    --parameters "resourceToken=$Env:NHI_RESOURCE_TOKEN" "delivery=$Env:NHI_EVENT_DELIVERY" `
    --query properties.provisioningState `
    --output tsv
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
