using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using NhiEvents.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.Services.AddDetectionApp().AddAzurePorts(builder.Configuration, "Detection");
builder.Build().Run();
