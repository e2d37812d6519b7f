// Private endpoints, each with its DNS zone.
@description('Region.')
param location string
@description('Tags of every resource.')
param tags object
@description('The network that the zones are linked to.')
param virtualNetworkId string
@description('Where the endpoints lie.')
param subnetId string
@description('name, id, group and zone of each.')
param targets array

var zoneNames = union(map(targets, target => target.zone), [])

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for zone in zoneNames: {
  name: zone
  location: 'global'
  tags: tags
}]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (zone, i) in zoneNames: {
  parent: zones[i]
  name: 'apps'
  location: 'global'
  tags: tags
  properties: { registrationEnabled: false, virtualNetwork: { id: virtualNetworkId } }
}]

resource endpoints 'Microsoft.Network/privateEndpoints@2024-05-01' = [for target in targets: {
  name: 'pe-${target.name}'
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [{ name: target.name, properties: { privateLinkServiceId: target.id, groupIds: [target.group] } }]
  }
}]

resource records 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = [for (target, i) in targets: {
  parent: endpoints[i]
  name: 'default'
  properties: { privateDnsZoneConfigs: [{ name: target.name, properties: { privateDnsZoneId: resourceId('Microsoft.Network/privateDnsZones', target.zone) } }] }
  dependsOn: [zones]
}]
