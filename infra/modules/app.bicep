// One function app on Flex Consumption: its own plan and its own storage account for the host, so that no app can touch another's code or locks.
@description('Name of the app, in lower case; the service of azure.yaml.')
param app string
@description('Region.')
param location string
@description('Tags of every resource.')
param tags object
@description('Part of every name.')
@minLength(13)
param resourceToken string
@description('Resource id of the app\'s identity.')
param identityId string
@description('Client id of the app\'s identity.')
param identityClientId string
@description('Principal id of the app\'s identity.')
param identityPrincipalId string
@description('Application Insights.')
param insightsName string
@description('More instances, and some always ready.')
param large bool
@description('Subnet for outbound calls; empty: none.')
param subnetId string
@description('Where people and other systems may call from; empty: everywhere.')
param allowedAddresses array
@description('Only allowedAddresses may call, and of apps without people nobody: events come by Service Bus.')
param restricted bool
@description('Application registration that people sign in with; empty: the app has no sign-in of the platform.')
param signInClientId string
@description('Settings of this app.')
param settings object

var hasPeople = contains(['ingest', 'ticketing', 'portal'], app)
var packages = 'packages'
var identitySettings = {
  AzureWebJobsStorage__accountName: host.name
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  // Not a secret: local authentication is off there, so that it only says where, not who.
  APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  AZURE_CLIENT_ID: identityClientId
  ServiceBus__credential: 'managedidentity'
  ServiceBus__clientId: identityClientId
  EventHub__credential: 'managedidentity'
  EventHub__clientId: identityClientId
  Tables__clientId: identityClientId
  Seals__clientId: identityClientId
  EventGrid__clientId: identityClientId
  Graph__clientId: identityClientId
  ResourceManager__clientId: identityClientId
  KeyVault__clientId: identityClientId
  Canary__identityClientId: identityClientId
}
var fromPeople = [for (address, i) in allowedAddresses: { name: 'allowed-${i}', action: 'Allow', priority: 200 + i, ipAddress: address, tag: 'Default' }]

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource host 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'st${take(app, 8)}${resourceToken}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: host
  name: 'default'
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = {
  parent: blobs
  name: packages
  properties: { publicAccess: 'None' }
}

// What the Functions host needs of its storage: blobs (locks, keys, packages, positions in the event hub) and tables (its own diagnostics). Queues are for blob triggers, and there is none.
var hostRoles = {
  'Storage Blob Data Owner': 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  'Storage Table Data Contributor': '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}

resource hostAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in items(hostRoles): {
  name: guid(host.id, identityPrincipalId, role.value)
  scope: host
  properties: {
    principalId: identityPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    description: role.key
  }
}]

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${app}-${resourceToken}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource site 'Microsoft.Web/sites@2024-04-01' = {
  name: 'func-${app}-${resourceToken}'
  location: location
  tags: union(tags, { 'azd-service-name': app })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${host.properties.primaryEndpoints.blob}${packages}'
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      scaleAndConcurrency: {
        maximumInstanceCount: large ? 100 : 40
        instanceMemoryMB: 2048
        // Event Grid waits 30 seconds for an answer: a cold start must not take a part of them.
        alwaysReady: large && app == 'detection' ? [{ name: 'function:DetectSignIns', instanceCount: 2 }] : []
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      appSettings: map(items(union(identitySettings, settings)), setting => { name: setting.key, value: setting.value })
      ipSecurityRestrictionsDefaultAction: restricted || (hasPeople && !empty(allowedAddresses)) ? 'Deny' : 'Allow'
      ipSecurityRestrictions: hasPeople ? fromPeople : []
    }
  }
  dependsOn: [hostAccess, container]
}

// People sign in before the app sees a request. No client secret: the registration gives out id tokens.
resource signIn 'Microsoft.Web/sites/config@2024-04-01' = if (!empty(signInClientId)) {
  parent: site
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: true }
    globalValidation: { requireAuthentication: true, unauthenticatedClientAction: 'RedirectToLoginPage', redirectToProvider: 'azureactivedirectory', excludedPaths: ['/api/health'] }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: { clientId: signInClientId, openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0' }
        validation: { allowedAudiences: [signInClientId, 'api://${signInClientId}'] }
      }
    }
    login: { tokenStore: { enabled: false } }
  }
}

// No passwords for deployment: azd and the pipelines deploy with their own identity.
resource noFtpPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: site
  name: 'ftp'
  properties: { allow: false }
}

resource noScmPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: site
  name: 'scm'
  properties: { allow: false }
}

output name string = site.name
output id string = site.id
