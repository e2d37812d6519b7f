// The Event Grid topic that Ingest publishes to, and the system topic of the vault of rotated secrets.
@description('topology.json')
param topology object
@description('Region.')
param location string
@description('Tags of every resource.')
param tags object
@description('Part of every name.')
param resourceToken string
@description('Vault of rotated secrets.')
param vaultId string

resource topic 'Microsoft.EventGrid/topics@2025-02-15' = {
  name: '${topology.eventGrid.topic}-${resourceToken}'
  location: location
  tags: tags
  // Its identity writes dead letters.
  identity: { type: 'SystemAssigned' }
  properties: {
    inputSchema: 'CloudEventSchemaV1_0'
    disableLocalAuth: true
    minimumTlsVersionAllowed: '1.2'
    publicNetworkAccess: 'Enabled'
  }
}

// Only secrets that are made after this exists are announced when their end is near.
resource vaultTopic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: 'egst-vault-${resourceToken}'
  location: location
  tags: tags
  // Its identity writes dead letters.
  identity: { type: 'SystemAssigned' }
  properties: { source: vaultId, topicType: 'Microsoft.KeyVault.vaults' }
}

output name string = topic.name
@description('Who writes its dead letters, and delivers in the private option.')
output principalId string = topic.identity.principalId
@description('The same of the vault\'s topic.')
output vaultTopicPrincipalId string = vaultTopic.identity.principalId
output vaultTopicId string = vaultTopic.id
output id string = topic.id
output endpoint string = topic.properties.endpoint
