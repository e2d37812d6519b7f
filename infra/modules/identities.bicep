// One identity per app: what it may do is what rbac.bicep and infra/permissions give to it, and to nothing else.
@description('Apps in order.')
param apps array
@description('Region.')
param location string
@description('Tags of every resource.')
param tags object
@description('Part of every name.')
param resourceToken string

resource identities 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = [for app in apps: {
  name: 'id-${app}-${resourceToken}'
  location: location
  tags: tags
}]

@description('In the order of the apps.')
output all array = [for (app, i) in apps: {
  app: app
  id: identities[i].id
  clientId: identities[i].properties.clientId
  principalId: identities[i].properties.principalId
}]
