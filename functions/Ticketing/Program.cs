using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using NhiEvents.Hosting;
using NhiEvents.Hosting.Ticketing;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddTicketingApp().AddAzurePorts(builder.Configuration, "Ticketing").AddSeals().AddTicketSystem();
builder.Build().Run();
