// Who may do what, as a table: a role by name, the app, the scope. The least role that works, and never Owner.
@description('topology.json')
param topology object
@description('Principal id by app.')
param principals object
@description('Storage account with the tables.')
param stateAccountName string
@description('Storage account with the seals.')
param sealAccountName string
@description('Service Bus namespace.')
param serviceBusName string
@description('Event Hub namespace.')
param eventHubsName string
@description('Event Grid topic.')
param topicName string
@description('Principal id of the topic.')
param topicPrincipalId string
@description('Principal id of the vault\'s system topic.')
param vaultTopicPrincipalId string
@description('Key Vault.')
param vaultName string
@description('Key Vault with keys of the apps themselves.')
param keyVaultName string
@description('Apps that keep a ledger.')
param ledgerApps array
@description('Apps that read the key of people\'s pseudonyms.')
param pseudonymApps array
@description('Who deploys; empty: nobody.')
param deployerPrincipalId string
@description('Application Insights.')
param insightsName string
@description('A developer who may read; empty: nobody.')
param developerPrincipalId string
@description('Event Grid delivers to queues, by its identity.')
param privateNetwork bool

var roles = {
  'Azure Event Hubs Data Receiver': 'a638d3c7-ab3a-418d-83e6-5f17a39d4fde'
  'Azure Service Bus Data Receiver': '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0'
  'Azure Service Bus Data Sender': '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39'
  'EventGrid Data Sender': 'd5a91429-5739-47e2-a06b-3470a27159e7'
  'Key Vault Secrets Officer': 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
  'Key Vault Secrets User': '4633458b-17de-408a-b874-0445c86b69e6'
  'Monitoring Metrics Publisher': '3913510d-42f4-4e42-8a64-420c390055eb'
  'Storage Blob Data Contributor': 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  'Storage Table Data Contributor': '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  'Storage Table Data Reader': '76199698-9eea-4c19-bc75-cec21354c6b6'
}

@description('Whose a queue or subscription is: the first word of its name says so. A test compares this with the triggers of the code.')
var readers = {
  deliveries: 'ticketing'
  detection: 'detection'
  exceptions: 'exceptions'
  ingest: 'ingest'
  policy: 'exceptions'
  portal: 'portal'
  reactions: 'response'
  response: 'response'
  rotation: 'rotation'
  rotations: 'rotation'
  streams: 'ticketing'
  ticket: 'ticketing'
  ticketing: 'ticketing'
  tickets: 'ticketing'
}

var apps = items(principals)
var subscriptions = flatten(map(topology.serviceBus.topics, topic => map(topic.subscriptions, subscription => { topic: topic.name, name: subscription.name })))

resource state 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: stateAccountName
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices/tables@2024-01-01' existing = [for app in apps: {
  name: '${stateAccountName}/default/${app.key}'
}]

resource deadLetters 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' existing = {
  name: '${stateAccountName}/default/event-dead-letters'
}

resource seals 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' existing = [for app in ledgerApps: {
  name: '${sealAccountName}/default/seals-${app}'
}]

resource serviceBus 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = {
  name: serviceBusName
}

resource queues 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' existing = [for queue in topology.serviceBus.queues: {
  parent: serviceBus
  name: queue.name
}]

resource topicReaders 'Microsoft.ServiceBus/namespaces/topics/subscriptions@2024-01-01' existing = [for subscription in subscriptions: {
  name: '${serviceBusName}/${subscription.topic}/${subscription.name}'
}]

resource eventHubs 'Microsoft.EventHub/namespaces@2024-01-01' existing = {
  name: eventHubsName
}

resource topic 'Microsoft.EventGrid/topics@2025-02-15' existing = {
  name: topicName
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName
}

resource keyVault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: keyVaultName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

func role(id string, principalId string, name string, type string) object => {
  principalId: principalId
  principalType: type
  roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', id)
  description: name
}

// State: each app its own table.
resource ownTable 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (app, i) in apps: {
  name: guid(tables[i].id, app.value, 'Storage Table Data Contributor')
  scope: tables[i]
  properties: role(roles['Storage Table Data Contributor'], app.value, 'Storage Table Data Contributor', 'ServicePrincipal')
}]

// Messages: each app reads what is its own …
resource ownQueue 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (queue, i) in topology.serviceBus.queues: {
  name: guid(queues[i].id, principals[readers[split(queue.name, '-')[0]]], 'Azure Service Bus Data Receiver')
  scope: queues[i]
  properties: role(roles['Azure Service Bus Data Receiver'], principals[readers[split(queue.name, '-')[0]]], 'Azure Service Bus Data Receiver', 'ServicePrincipal')
}]

resource ownSubscription 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (subscription, i) in subscriptions: {
  name: guid(topicReaders[i].id, principals[readers[split(subscription.name, '-')[0]]], 'Azure Service Bus Data Receiver')
  scope: topicReaders[i]
  properties: role(roles['Azure Service Bus Data Receiver'], principals[readers[split(subscription.name, '-')[0]]], 'Azure Service Bus Data Receiver', 'ServicePrincipal')
}]

// … and may send to every queue and topic: a message is a request, which its reader checks.
resource send 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for app in apps: {
  name: guid(serviceBus.id, app.value, 'Azure Service Bus Data Sender')
  scope: serviceBus
  properties: role(roles['Azure Service Bus Data Sender'], app.value, 'Azure Service Bus Data Sender', 'ServicePrincipal')
}]

// The portal shows what was given up, and sends it again when a person says so: of each queue and subscription that the system has, and of nothing else in the namespace.
// Azure has no role for dead letters alone.
resource deadLettersOfQueue 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (queue, i) in topology.serviceBus.queues: if (readers[split(queue.name, '-')[0]] != 'portal') {
  name: guid(queues[i].id, principals.portal, 'Azure Service Bus Data Receiver')
  scope: queues[i]
  properties: role(roles['Azure Service Bus Data Receiver'], principals.portal, 'Azure Service Bus Data Receiver', 'ServicePrincipal')
}]

resource deadLettersOfSubscription 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (subscription, i) in subscriptions: if (readers[split(subscription.name, '-')[0]] != 'portal') {
  name: guid(topicReaders[i].id, principals.portal, 'Azure Service Bus Data Receiver')
  scope: topicReaders[i]
  properties: role(roles['Azure Service Bus Data Receiver'], principals.portal, 'Azure Service Bus Data Receiver', 'ServicePrincipal')
}]

// Telemetry.
resource telemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for app in apps: {
  name: guid(insights.id, app.value, 'Monitoring Metrics Publisher')
  scope: insights
  properties: role(roles['Monitoring Metrics Publisher'], app.value, 'Monitoring Metrics Publisher', 'ServicePrincipal')
}]

// Ingest alone reads the logs and publishes events.
resource logs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(eventHubs.id, principals.ingest, 'Azure Event Hubs Data Receiver')
  scope: eventHubs
  properties: role(roles['Azure Event Hubs Data Receiver'], principals.ingest, 'Azure Event Hubs Data Receiver', 'ServicePrincipal')
}

resource publish 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(topic.id, principals.ingest, 'EventGrid Data Sender')
  scope: topic
  properties: role(roles['EventGrid Data Sender'], principals.ingest, 'EventGrid Data Sender', 'ServicePrincipal')
}

// Rotation alone writes secrets.
resource secrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principals.rotation, 'Key Vault Secrets Officer')
  scope: vault
  properties: role(roles['Key Vault Secrets Officer'], principals.rotation, 'Key Vault Secrets Officer', 'ServicePrincipal')
}

// Each app seals its own ledger; the containers' policies let nobody change a seal.
resource seal 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (app, i) in ledgerApps: {
  name: guid(seals[i].id, principals[app], 'Storage Blob Data Contributor')
  scope: seals[i]
  properties: role(roles['Storage Blob Data Contributor'], principals[app], 'Storage Blob Data Contributor', 'ServicePrincipal')
}]

// The apps in whose ledgers people stand read the key of their pseudonyms; who deploys makes it.
resource personKey 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for app in pseudonymApps: {
  name: guid(keyVault.id, principals[app], 'Key Vault Secrets User')
  scope: keyVault
  properties: role(roles['Key Vault Secrets User'], principals[app], 'Key Vault Secrets User', 'ServicePrincipal')
}]

resource makeKey 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(deployerPrincipalId)) {
  name: guid(keyVault.id, deployerPrincipalId, 'Key Vault Secrets Officer')
  scope: keyVault
  properties: { principalId: deployerPrincipalId, roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Key Vault Secrets Officer']), description: 'Key Vault Secrets Officer' }
}

// Event Grid writes what it could not deliver.
resource undelivered 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(deadLetters.id, topicPrincipalId, 'Storage Blob Data Contributor')
  scope: deadLetters
  properties: role(roles['Storage Blob Data Contributor'], topicPrincipalId, 'Storage Blob Data Contributor', 'ServicePrincipal')
}

resource undeliveredOfVault 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(deadLetters.id, vaultTopicPrincipalId, 'Storage Blob Data Contributor')
  scope: deadLetters
  properties: role(roles['Storage Blob Data Contributor'], vaultTopicPrincipalId, 'Storage Blob Data Contributor', 'ServicePrincipal')
}

// The private option: Event Grid puts events into the apps' own queues.
resource deliver 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (queue, i) in topology.serviceBus.queues: if (privateNetwork && endsWith(queue.name, '-retry')) {
  name: guid(queues[i].id, topicPrincipalId, 'Azure Service Bus Data Sender')
  scope: queues[i]
  properties: role(roles['Azure Service Bus Data Sender'], topicPrincipalId, 'Azure Service Bus Data Sender', 'ServicePrincipal')
}]

resource deliverOfVault 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (queue, i) in topology.serviceBus.queues: if (privateNetwork && queue.name == 'rotations-retry') {
  name: guid(queues[i].id, vaultTopicPrincipalId, 'Azure Service Bus Data Sender')
  scope: queues[i]
  properties: role(roles['Azure Service Bus Data Sender'], vaultTopicPrincipalId, 'Azure Service Bus Data Sender', 'ServicePrincipal')
}]

resource developer 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(developerPrincipalId)) {
  name: guid(state.id, developerPrincipalId, 'Storage Table Data Reader')
  scope: state
  properties: role(roles['Storage Table Data Reader'], developerPrincipalId, 'Storage Table Data Reader', 'User')
}
