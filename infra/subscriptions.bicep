// NhiEvents on Azure, step 2 of 2: Event Grid subscriptions. Each names a function, which must be deployed before it can be subscribed.
targetScope = 'resourceGroup'

@description('Output NHI_RESOURCE_TOKEN of main.bicep.')
param resourceToken string

var topology = loadJsonContent('topology.json')

@description('Minutes of a .NET time span, such as 1.00:00:00.')
func minutes(span string) int => int(split(contains(span, '.') ? span : '0.${span}', '.')[0]) * 1440 + int(split(last(split(span, '.')), ':')[0]) * 60 + int(split(last(split(span, '.')), ':')[1])

resource topic 'Microsoft.EventGrid/topics@2025-02-15' existing = {
  name: '${topology.eventGrid.topic}-${resourceToken}'
}

resource state 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: 'st${resourceToken}'
}

resource sites 'Microsoft.Web/sites@2024-04-01' existing = [for subscription in topology.eventGrid.subscriptions: {
  name: 'func-${toLower(subscription.app)}-${resourceToken}'
}]

// An undeliverable event is not retried after 400, 403 or 413, and lost after its time to live, unless it is dead-lettered.
resource subscriptions 'Microsoft.EventGrid/topics/eventSubscriptions@2025-02-15' = [for (subscription, i) in topology.eventGrid.subscriptions: {
  parent: topic
  name: subscription.name
  properties: {
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    destination: {
      endpointType: 'AzureFunction'
      properties: {
        resourceId: '${sites[i].id}/functions/${subscription.function}'
        maxEventsPerBatch: subscription.maxEventsPerBatch
        preferredBatchSizeInKilobytes: subscription.preferredBatchSizeInKilobytes
      }
    }
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
