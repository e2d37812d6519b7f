using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NhiEvents.AzureSurface;

namespace Microsoft.Azure.Functions.Worker.Builder;

public class FunctionsApplicationBuilder : IHostApplicationBuilder
{
    internal FunctionsApplicationBuilder() => throw NotBuilt.Here();

    public IDictionary<object, object> Properties => throw NotBuilt.Here();

    IConfigurationManager IHostApplicationBuilder.Configuration => throw NotBuilt.Here();

    public ConfigurationManager Configuration => throw NotBuilt.Here();

    public IHostEnvironment Environment => throw NotBuilt.Here();

    public ILoggingBuilder Logging => throw NotBuilt.Here();

    public IMetricsBuilder Metrics => throw NotBuilt.Here();

    public IServiceCollection Services => throw NotBuilt.Here();

    public IHost Build() => throw NotBuilt.Here();

    public void ConfigureContainer<TContainerBuilder>(IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull
        => throw NotBuilt.Here();
}
