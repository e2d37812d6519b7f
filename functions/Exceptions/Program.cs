using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using NhiEvents.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.Services.AddExceptionsApp().AddAzurePorts(builder.Configuration, "Exceptions").AddEntraDirectory().AddEntraExclusions().AddSeals();
builder.Build().Run();
