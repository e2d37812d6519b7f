// State, secrets and messages behind private endpoints; calls of people from these ranges only.
using '../main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param alertEmail = readEnvironmentVariable('NHI_ALERT_EMAIL')
param size = 'large'
param privateNetwork = true
param allowedAddresses = split(readEnvironmentVariable('NHI_ALLOWED_ADDRESSES'), ',')
