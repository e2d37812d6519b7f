using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using NhiEvents.Functions.Portal.Http;
using NhiEvents.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddPortalApp().AddPortalDoor().AddAzurePorts(builder.Configuration, "Portal").AddSeals().AddDeadLetters().AddWarmPortal();
builder.Build().Run();
