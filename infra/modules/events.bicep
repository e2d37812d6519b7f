// The Event Grid topic that Ingest publishes to.
@description('topology.json')
param topology object
@description('Region.')
param location string
@description('Tags of every resource.')
param tags object
@description('Part of every name.')
param resourceToken string

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

output name string = topic.name
output id string = topic.id
output endpoint string = topic.properties.endpoint
