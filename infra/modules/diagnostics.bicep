// The Event Hub namespace that Entra's diagnostic settings write to. It holds nothing else.
// Azure Monitor writes with a SAS rule and with nothing else, and asks for Manage, Send and Listen on the namespace: so this is the one place where local
// authentication stays on. No key of the rule is in any setting or output; diagnostic settings name the rule by its id.
@description('topology.json')
param topology object
@description('Region.')
param location string
@description('Tags of every resource.')
param tags object
@description('Part of every name.')
param resourceToken string
@description('More throughput units.')
param large bool

var consumerGroups = flatten(map(topology.eventHubs, hub => map(hub.consumerGroups, group => { hub: hub.name, name: group })))

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: 'evhns-${resourceToken}'
  location: location
  tags: tags
  sku: { name: 'Standard', tier: 'Standard', capacity: large ? 4 : 1 }
  properties: {
    disableLocalAuth: false
    minimumTlsVersion: '1.2'
    isAutoInflateEnabled: true
    maximumThroughputUnits: large ? 20 : 4
  }
}

resource hubs 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' = [for hub in topology.eventHubs: {
  parent: namespace
  name: hub.name
  properties: {
    partitionCount: hub.partitions
    retentionDescription: { cleanupPolicy: 'Delete', retentionTimeInHours: 168 }
  }
}]

resource groups 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2024-01-01' = [for group in consumerGroups: {
  name: '${namespace.name}/${group.hub}/${group.name}'
  properties: {}
  dependsOn: [hubs]
}]

resource diagnosticsRule 'Microsoft.EventHub/namespaces/authorizationRules@2024-01-01' = {
  parent: namespace
  name: 'diagnostic-settings'
  properties: { rights: ['Manage', 'Send', 'Listen'] }
}

output name string = namespace.name
output id string = namespace.id
output hostName string = '${namespace.name}.servicebus.windows.net'
output diagnosticsRuleId string = diagnosticsRule.id
