// State: one table per app. Seals of the ledgers: another account, one container per app, with time-based immutability. Event Grid's dead letters: a container of the state account.
@description('Apps; each has a table of its name.')
param apps array
@description('Region.')
param location string
@description('Tags of every resource.')
param tags object
@description('Part of every name.')
@minLength(13)
param resourceToken string
@description('Zone-redundant.')
param large bool
@description('No access from public networks.')
param privateNetwork bool
@description('Apps that keep a ledger.')
param ledgerApps array
@description('Days for which a seal cannot be altered.')
param sealDays int
@description('The policy of the seals has been locked: no template can write it then.')
param sealsLocked bool

// Event Grid writes dead letters through the bypass for trusted services, also when the network is private.
resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'st${resourceToken}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: large ? 'Standard_ZRS' : 'Standard_LRS' }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: 'Enabled'
    networkAcls: { defaultAction: privateNetwork ? 'Deny' : 'Allow', bypass: 'AzureServices' }
  }
}

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2024-01-01' = {
  parent: account
  name: 'default'
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices/tables@2024-01-01' = [for app in apps: {
  parent: tableService
  name: app
}]

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
}

resource deadLetters 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = {
  parent: blobService
  name: 'event-dead-letters'
  properties: { publicAccess: 'None' }
}

// Dead letters hold events as they were sent: 7 days, like every reject (docs/privacy.md).
resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'event-dead-letters-7-days'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['${deadLetters.name}/'] }
            actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 7 } } }
          }
        }
      ]
    }
  }
}

resource sealAccount 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'stseal${resourceToken}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: large ? 'Standard_ZRS' : 'Standard_LRS' }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource sealBlobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: sealAccount
  name: 'default'
}

// One for each app: who takes over one of them cannot put seals of its own before another's.
resource seals 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = [for app in ledgerApps: {
  parent: sealBlobs
  name: 'seals-${app}'
  properties: { publicAccess: 'None' }
}]

resource immutability 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2024-01-01' = [for (app, i) in ledgerApps: if (!sealsLocked) {
  parent: seals[i]
  name: 'default'
  properties: { immutabilityPeriodSinceCreationInDays: sealDays, allowProtectedAppendWrites: false }
}]

output accountName string = account.name
output accountId string = account.id
output tableEndpoint string = account.properties.primaryEndpoints.table
output sealAccountName string = sealAccount.name

@description('The account of the ledgers\' seals.')
output sealEndpoint string = sealAccount.properties.primaryEndpoints.blob
