// A vault: one for rotated secrets, another for keys of the apps themselves. Never emptied by accident: soft delete and purge protection.
@description('Name.')
param name string
@description('Region.')
param location string
@description('Tags of every resource.')
param tags object
@description('No access from public networks.')
param privateNetwork bool

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 90
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    networkAcls: { defaultAction: privateNetwork ? 'Deny' : 'Allow', bypass: 'AzureServices' }
  }
}

output name string = vault.name
output id string = vault.id
output uri string = vault.properties.vaultUri
