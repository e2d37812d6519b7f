using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using NhiEvents.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.Services.AddExceptionsApp().AddAzurePorts(builder.Configuration, "Exceptions").AddSeals().AddEntraDirectory().AddEntraExclusions();
builder.Build().Run();
