// Service Bus from topology.json: queues, topics, subscriptions, and a filter on the message's kind.
@description('topology.json')
param topology object
@description('Region.')
param location string
@description('Tags of every resource.')
param tags object
@description('Part of every name.')
param resourceToken string
@description('Premium, with no access from public networks: Standard has no private endpoints.')
param privateNetwork bool

@description('[days, hh:mm:ss] of a .NET time span.')
func parts(span string) array => split(contains(span, '.') ? span : '0.${span}', '.')

@description('A .NET time span, such as 00:01:00 or 1.00:00:00, in ISO 8601.')
func iso(span string) string => 'P${int(parts(span)[0])}DT${int(split(parts(span)[1], ':')[0])}H${int(split(parts(span)[1], ':')[1])}M${int(split(parts(span)[1], ':')[2])}S'

// Event ids and kinds hold no quotes; a subscription without kinds takes everything.
@description('A filter that lets these kinds through.')
func kinds(names array) string => empty(names) ? '1=1' : 'kind IN (${join(map(names, name => '\'${name}\''), ', ')})'

var subscriptions = flatten(map(topology.serviceBus.topics, topic => map(topic.subscriptions, subscription => { topic: topic.name, entity: subscription })))

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: 'sb-${resourceToken}'
  location: location
  tags: tags
  sku: privateNetwork ? { name: 'Premium', tier: 'Premium', capacity: 1 } : { name: 'Standard', tier: 'Standard' }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
  }
}

// Event Grid has no address inside the network; it delivers as a trusted service, by its identity.
resource network 'Microsoft.ServiceBus/namespaces/networkRuleSets@2024-01-01' = if (privateNetwork) {
  parent: namespace
  name: 'default'
  properties: { defaultAction: 'Deny', publicNetworkAccess: 'Disabled', trustedServiceAccessEnabled: true }
}

resource queues 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = [for queue in topology.serviceBus.queues: {
  parent: namespace
  name: queue.name
  properties: {
    lockDuration: iso(queue.lockDuration)
    maxDeliveryCount: queue.maxDeliveryCount
    requiresSession: queue.?sessions ?? false
    requiresDuplicateDetection: contains(queue, 'duplicateWindow')
    duplicateDetectionHistoryTimeWindow: contains(queue, 'duplicateWindow') ? iso(queue.duplicateWindow) : null
    deadLetteringOnMessageExpiration: true
  }
}]

resource topics 'Microsoft.ServiceBus/namespaces/topics@2024-01-01' = [for topic in topology.serviceBus.topics: {
  parent: namespace
  name: topic.name
  properties: {
    requiresDuplicateDetection: contains(topic, 'duplicateWindow')
    duplicateDetectionHistoryTimeWindow: contains(topic, 'duplicateWindow') ? iso(topic.duplicateWindow) : null
  }
}]

resource readers 'Microsoft.ServiceBus/namespaces/topics/subscriptions@2024-01-01' = [for reader in subscriptions: {
  name: '${namespace.name}/${reader.topic}/${reader.entity.name}'
  properties: {
    lockDuration: iso(reader.entity.lockDuration)
    maxDeliveryCount: reader.entity.maxDeliveryCount
    requiresSession: reader.entity.?sessions ?? false
    deadLetteringOnMessageExpiration: true
    deadLetteringOnFilterEvaluationExceptions: true
  }
  dependsOn: [topics]
}]

// The name $Default replaces the rule that lets everything through.
resource rules 'Microsoft.ServiceBus/namespaces/topics/subscriptions/rules@2024-01-01' = [for (reader, i) in subscriptions: {
  parent: readers[i]
  name: '$Default'
  properties: { filterType: 'SqlFilter', sqlFilter: { sqlExpression: kinds(reader.entity.?kinds ?? []) } }
}]

output name string = namespace.name
output id string = namespace.id
output hostName string = '${namespace.name}.servicebus.windows.net'
