// Up to about 100,000 users, public endpoints.
using '../main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param alertEmail = readEnvironmentVariable('NHI_ALERT_EMAIL')
param size = 'large'
param privateNetwork = false
param allowedAddresses = []
