// Where rotated secrets are stored. Never emptied by accident: soft delete and purge protection.
@description('Region.')
param location string
@description('Tags of every resource.')
param tags object
@description('Part of every name.')
param resourceToken string
@description('No access from public networks.')
param privateNetwork bool

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: 'kv-${resourceToken}'
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
