using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using NhiEvents.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.Services.AddTicketingApp().AddAzurePorts(builder.Configuration, "Ticketing");
builder.Build().Run();
