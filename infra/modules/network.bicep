// The private option: a network for outbound calls of the apps and for private endpoints.
@description('Region.')
param location string
@description('Tags of every resource.')
param tags object
@description('Part of every name.')
param resourceToken string
@description('Each gets a subnet: Flex Consumption apps cannot share one with other resources.')
param apps array

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-${resourceToken}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: ['10.90.0.0/16'] }
    subnets: concat(
      [{ name: 'endpoints', properties: { addressPrefix: '10.90.0.0/24', defaultOutboundAccess: true } }],
      map(range(0, length(apps)), i => {
        name: apps[i]
        properties: {
          addressPrefix: '10.90.${i + 1}.0/24'
          defaultOutboundAccess: true
          delegations: [{ name: 'flex', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      })
    )
  }
}

output id string = network.id
output endpointSubnetId string = '${network.id}/subnets/endpoints'
output appSubnetIds array = [for app in apps: '${network.id}/subnets/${app}']
