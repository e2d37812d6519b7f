using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using NhiEvents.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddIngestApp().AddAzurePorts(builder.Configuration, "Ingest").AddEntraLogs().AddCanary();
builder.Build().Run();
