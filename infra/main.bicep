// NhiEvents on Azure, step 1 of 2: everything but the Event Grid subscriptions, which need the deployed functions (subscriptions.bicep).
// What travels where comes from topology.json, the same file that the code is tested against.
targetScope = 'subscription'

@description('Name of the environment; part of the resource group\'s name, and the tag azd-env-name of every resource.')
@minLength(1)
@maxLength(24)
param environmentName string

@description('Region of every resource. All personal data stays in it.')
param location string

@description('small: up to about 10,000 users. large: more instances and throughput, and zone-redundant storage.')
@allowed(['small', 'large'])
param size string

@description('Private: state, secrets and messages only behind private endpoints (needs Service Bus Premium); events reach the apps by Service Bus, and people from allowedAddresses only.')
param privateNetwork bool

@description('Who is told of an alert.')
param alertEmail string

@description('Address ranges (CIDR) from which Portal, Ticketing and the log push may be called; empty: from everywhere, with a function key.')
param allowedAddresses array

@description('Id of the Entra tenant whose logs are read.')
param monitoredTenantId string = tenant().tenantId

@description('Days for which ledger seals cannot be altered. The policy can still be removed until it is locked (docs/deploy.md).')
@minValue(1)
@maxValue(146000)
param sealDays int = 2555

@description('That policy has been locked: from then on it can only be extended, by hand, and is left alone here.')
param sealsLocked bool = false

@description('Application id of the canary, which trusts the identity of Ingest (docs/operate.md); empty: there is none.')
param canaryClientId string = ''

@description('Client id of the application registration that people sign in to the portal with; empty: nobody can sign in.')
param portalClientId string = ''

@description('Object id of who deploys, for hooks/person-key.sh; empty: the key must be there already.')
param deployerPrincipalId string = ''

@description('Object id of a developer who may read state and logs; empty: nobody.')
param developerPrincipalId string = ''

var topology = loadJsonContent('topology.json')
// What you choose for each app (docs/settings.md): a provision sets all settings of an app anew, so one that is set by hand elsewhere is gone with the next.
var chosen = loadJsonContent('settings.json')
var appNames = ['ingest', 'detection', 'response', 'exceptions', 'rotation', 'ticketing', 'portal']
// The apps that write to Entra keep a ledger, and so do the portal, where people decide, and Ticketing, which takes word from outside. Each seals its own.
var ledgerApps = ['exceptions', 'portal', 'response', 'rotation', 'ticketing']
// Those in whose ledgers people stand: they read the key of people's pseudonyms.
var pseudonymApps = ['exceptions', 'portal', 'response', 'rotation']
// The apps that write to Entra, by the section of their settings.
var writerSections = { exceptions: 'Exceptions', response: 'Response', rotation: 'Rotation' }
var resourceToken = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identities 'modules/identities.bicep' = {
  name: 'identities'
  scope: group
  params: { apps: appNames, location: location, tags: tags, resourceToken: resourceToken }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: { location: location, tags: tags, resourceToken: resourceToken, alertEmail: alertEmail }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  name: 'network'
  scope: group
  params: { location: location, tags: tags, resourceToken: resourceToken, apps: appNames }
}

module state 'modules/state.bicep' = {
  name: 'state'
  scope: group
  params: {
    apps: appNames
    location: location
    tags: tags
    resourceToken: resourceToken
    large: size == 'large'
    privateNetwork: privateNetwork
    ledgerApps: ledgerApps
    sealDays: sealDays
    sealsLocked: sealsLocked
  }
}

// Rotated secrets.
module vault 'modules/vault.bicep' = {
  name: 'vault'
  scope: group
  params: { name: 'kv-${resourceToken}', location: location, tags: tags, privateNetwork: privateNetwork }
}

// Keys of the apps themselves, apart from the secrets that they rotate: the key of people's pseudonyms in the ledger (hooks/person-key.sh makes it).
module keys 'modules/vault.bicep' = {
  name: 'keys'
  scope: group
  params: { name: 'kvapp-${resourceToken}', location: location, tags: tags, privateNetwork: privateNetwork }
}

module messaging 'modules/messaging.bicep' = {
  name: 'messaging'
  scope: group
  params: { topology: topology, location: location, tags: tags, resourceToken: resourceToken, privateNetwork: privateNetwork }
}

module logs 'modules/diagnostics.bicep' = {
  name: 'diagnostics'
  scope: group
  params: { topology: topology, location: location, tags: tags, resourceToken: resourceToken, large: size == 'large' }
}

module events 'modules/events.bicep' = {
  name: 'events'
  scope: group
  params: { topology: topology, location: location, tags: tags, resourceToken: resourceToken, vaultId: vault.outputs.id }
}

module endpoints 'modules/endpoints.bicep' = if (privateNetwork) {
  name: 'endpoints'
  scope: group
  params: {
    location: location
    tags: tags
    virtualNetworkId: network!.outputs.id
    subnetId: network!.outputs.endpointSubnetId
    targets: [
      { name: 'tables', id: state.outputs.accountId, group: 'table', zone: 'privatelink.table.${environment().suffixes.storage}' }
      { name: 'vault', id: vault.outputs.id, group: 'vault', zone: 'privatelink.vaultcore.azure.net' }
      { name: 'keys', id: keys.outputs.id, group: 'vault', zone: 'privatelink.vaultcore.azure.net' }
      { name: 'messages', id: messaging.outputs.id, group: 'namespace', zone: 'privatelink.servicebus.windows.net' }
    ]
  }
}

module rbac 'modules/rbac.bicep' = {
  name: 'rbac'
  scope: group
  params: {
    topology: topology
    principals: toObject(identities.outputs.all, identity => identity.app, identity => identity.principalId)
    stateAccountName: state.outputs.accountName
    sealAccountName: state.outputs.sealAccountName
    serviceBusName: messaging.outputs.name
    eventHubsName: logs.outputs.name
    topicName: events.outputs.name
    topicPrincipalId: events.outputs.principalId
    vaultTopicPrincipalId: events.outputs.vaultTopicPrincipalId
    vaultName: vault.outputs.name
    keyVaultName: keys.outputs.name
    ledgerApps: ledgerApps
    pseudonymApps: pseudonymApps
    deployerPrincipalId: deployerPrincipalId
    insightsName: monitoring.outputs.insightsName
    developerPrincipalId: developerPrincipalId
    privateNetwork: privateNetwork
  }
}

module apps 'modules/app.bicep' = [for (app, i) in appNames: {
  name: 'app-${app}'
  scope: group
  params: {
    app: app
    location: location
    tags: tags
    resourceToken: resourceToken
    identityId: identities.outputs.all[i].id
    identityClientId: identities.outputs.all[i].clientId
    identityPrincipalId: identities.outputs.all[i].principalId
    insightsName: monitoring.outputs.insightsName
    large: size == 'large'
    subnetId: privateNetwork ? network!.outputs.appSubnetIds[i] : ''
    allowedAddresses: allowedAddresses
    restricted: privateNetwork
    signInClientId: app == 'portal' ? portalClientId : ''
    settings: union(
      {
        ServiceBus__fullyQualifiedNamespace: messaging.outputs.hostName
        Tables__endpoint: state.outputs.tableEndpoint
      },
      app == 'ingest' ? {
        EventHub__fullyQualifiedNamespace: logs.outputs.hostName
        EventGrid__topicEndpoint: events.outputs.endpoint
        Ingest__TenantId: monitoredTenantId
        PollSchedule: '*/10 * * * * *'
        'AzureWebJobs.PollLogs.Disabled': 'true'
        'AzureWebJobs.SignInAsCanary.Disabled': empty(canaryClientId) ? 'true' : 'false'
        Canary__clientId: canaryClientId
        Canary__tenantId: monitoredTenantId
      } : {},
      app == 'detection' ? {
        // What our own writers change is in the ledger; a rule about it would report every one of their writes.
        Detection__TrustedActors__response: identities.outputs.all[indexOf(appNames, 'response')].principalId
        Detection__TrustedActors__exceptions: identities.outputs.all[indexOf(appNames, 'exceptions')].principalId
        Detection__TrustedActors__rotation: identities.outputs.all[indexOf(appNames, 'rotation')].principalId
      } : {},
      contains(ledgerApps, app) ? {
        // The portal keeps a copy of every ledger, in a table that no other app can write.
        Ledger__Stream: 'true'
        Seals__endpoint: '${state.outputs.sealEndpoint}seals-${app}'
      } : {},
      contains(pseudonymApps, app) ? { Ledger__PersonKey: '@Microsoft.KeyVault(VaultName=${keys.outputs.name};SecretName=ledger-person-key)' } : {},
      // The front end says who calls, in an entry that it adds.
      app == 'ticketing' ? { Ticketing__Webhooks__BehindFrontEnd: 'true' } : {},
      app == 'response' ? {
        Response__PortalAddress: 'https://func-portal-${resourceToken}.azurewebsites.net/'
      } : {},
      app == 'rotation' ? {
        KeyVault__endpoint: vault.outputs.uri
        // Without it nobody looks at credentials: app registrations raise no event before one ends.
        Rotation__TenantId: monitoredTenantId
      } : {},
      app == 'exceptions' ? {
        // By both ids the audit log names whoever wrote: its own writes are no drift.
        Exceptions__TenantId: monitoredTenantId
        Exceptions__OwnIds__object: identities.outputs.all[i].principalId
        Exceptions__OwnIds__client: identities.outputs.all[i].clientId
      } : {},
      // Nothing is ever done to our own identities, nor to whoever deploys.
      contains(writerSections, app) ? toObject(identities.outputs.all, identity => '${writerSections[app]}__ProtectedIds__${identity.app}', identity => identity.principalId) : {},
      contains(writerSections, app) && !empty(deployerPrincipalId) ? { '${writerSections[app]}__ProtectedIds__deployer': deployerPrincipalId } : {},
      chosen[app]
    )
  }
  dependsOn: [rbac]
}]

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  scope: group
  params: {
    location: location
    tags: tags
    environmentName: environmentName
    actionGroupId: monitoring.outputs.actionGroupId
    workspaceId: monitoring.outputs.workspaceId
    serviceBusId: messaging.outputs.id
    eventHubsId: logs.outputs.id
    topicId: events.outputs.id
    vaultTopicId: events.outputs.vaultTopicId
    apps: appNames
  }
}

@description('For hooks/subscriptions: how Event Grid delivers.')
output NHI_EVENT_DELIVERY string = privateNetwork ? 'queues' : 'functions'
output NHI_INGEST_PRINCIPAL_ID string = identities.outputs.all[indexOf(appNames, 'ingest')].principalId
output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output NHI_RESOURCE_TOKEN string = resourceToken
@description('For hooks/person-key: apps that read the key.')
output NHI_LEDGER_APPS string = join(pseudonymApps, ' ')
output NHI_APP_VAULT string = keys.outputs.name
output NHI_EVENT_HUB_NAMESPACE_ID string = logs.outputs.id
output NHI_DIAGNOSTICS_RULE_ID string = logs.outputs.diagnosticsRuleId
output NHI_EVENT_HUB_NAME string = topology.eventHubs[0].name
