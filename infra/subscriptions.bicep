// NhiEvents on Azure, step 2 of 2: Event Grid subscriptions. Each names a function, which must be deployed before it can be subscribed.
targetScope = 'resourceGroup'

@description('Output NHI_RESOURCE_TOKEN of main.bicep.')
@minLength(13)
param resourceToken string

@description('Output NHI_EVENT_DELIVERY of main.bicep. queues: to the apps\' own queues, by identity; functions: to their addresses.')
@allowed(['functions', 'queues'])
param delivery string

var topology = loadJsonContent('topology.json')
var ofVault = filter(topology.eventGrid.subscriptions, subscription => startsWith((subscription.?eventTypes ?? [''])[0], 'Microsoft.KeyVault.'))
var ofTopic = filter(topology.eventGrid.subscriptions, subscription => !startsWith((subscription.?eventTypes ?? [''])[0], 'Microsoft.KeyVault.'))

@description('The queue of each app that takes an event as well as its Event Grid function does. A test compares it with the code.')
var queueOf = {
  Detection: 'detection-retry'
  Exceptions: 'exceptions-retry'
  Response: 'response-retry'
  Rotation: 'rotations-retry'
}

@description('Minutes of a .NET time span, such as 1.00:00:00.')
func minutes(span string) int => int(split(contains(span, '.') ? span : '0.${span}', '.')[0]) * 1440 + int(split(last(split(span, '.')), ':')[0]) * 60 + int(split(last(split(span, '.')), ':')[1])

resource topic 'Microsoft.EventGrid/topics@2025-02-15' existing = {
  name: '${topology.eventGrid.topic}-${resourceToken}'
}

resource state 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: 'st${resourceToken}'
}

resource vaultTopic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: 'egst-vault-${resourceToken}'
}

resource serviceBus 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = {
  name: 'sb-${resourceToken}'
}

resource sites 'Microsoft.Web/sites@2024-04-01' existing = [for subscription in ofTopic: {
  name: 'func-${toLower(subscription.app)}-${resourceToken}'
}]

resource vaultSites 'Microsoft.Web/sites@2024-04-01' existing = [for subscription in ofVault: {
  name: 'func-${toLower(subscription.app)}-${resourceToken}'
}]

// An undeliverable event is not retried after 400, 403 or 413, and lost after its time to live, unless it is dead-lettered.
resource subscriptions 'Microsoft.EventGrid/topics/eventSubscriptions@2025-02-15' = [for (subscription, i) in ofTopic: {
  parent: topic
  name: subscription.name
  properties: {
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    destination: delivery == 'queues' ? null : {
      endpointType: 'AzureFunction'
      properties: {
        resourceId: '${sites[i].id}/functions/${subscription.function}'
        maxEventsPerBatch: subscription.maxEventsPerBatch
        preferredBatchSizeInKilobytes: subscription.preferredBatchSizeInKilobytes
      }
    }
    deliveryWithResourceIdentity: delivery == 'queues' ? {
      identity: { type: 'SystemAssigned' }
      destination: {
        endpointType: 'ServiceBusQueue'
        properties: { resourceId: '${serviceBus.id}/queues/${queueOf[subscription.app]}' }
      }
    } : null
    filter: { includedEventTypes: subscription.?eventTypes ?? null }
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: minutes(subscription.timeToLive) }
    deadLetterWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: { resourceId: state.id, blobContainerName: 'event-dead-letters' }
      }
    }
  }
}]

resource vaultSubscriptions 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = [for (subscription, i) in ofVault: {
  parent: vaultTopic
  name: subscription.name
  properties: {
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    destination: delivery == 'queues' ? null : {
      endpointType: 'AzureFunction'
      properties: {
        resourceId: '${vaultSites[i].id}/functions/${subscription.function}'
        maxEventsPerBatch: subscription.maxEventsPerBatch
        preferredBatchSizeInKilobytes: subscription.preferredBatchSizeInKilobytes
      }
    }
    deliveryWithResourceIdentity: delivery == 'queues' ? {
      identity: { type: 'SystemAssigned' }
      destination: {
        endpointType: 'ServiceBusQueue'
        properties: { resourceId: '${serviceBus.id}/queues/${queueOf[subscription.app]}' }
      }
    } : null
    filter: { includedEventTypes: subscription.?eventTypes ?? null }
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: minutes(subscription.timeToLive) }
    deadLetterWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: { resourceId: state.id, blobContainerName: 'event-dead-letters' }
      }
    }
  }
}]
