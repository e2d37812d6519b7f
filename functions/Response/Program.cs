using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using NhiEvents.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.Services.AddResponseApp().AddAzurePorts(builder.Configuration, "Response").AddSeals().AddEntraDirectory().AddEntraContainment().AddEntraCredentials();
builder.Build().Run();
