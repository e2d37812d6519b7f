using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using NhiEvents.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.Services.AddExceptionsApp(builder.Configuration).AddAzurePorts(builder.Configuration, "Exceptions");
builder.Build().Run();
