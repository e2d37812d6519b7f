using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using NhiEvents.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.Services.AddRotationApp().AddAzurePorts(builder.Configuration, "Rotation").AddSeals().AddEntraDirectory().AddEntraCredentials().AddRotationPorts();
builder.Build().Run();
