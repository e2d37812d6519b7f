using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using NhiEvents.Core;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace NhiEvents.Hosting;

/// <summary>Sends the product's meter and activities to an OpenTelemetry collector, when the standard setting <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one.</summary>
/// <remarks>
/// Everything else is as the OpenTelemetry specification has it: <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>, <c>OTEL_EXPORTER_OTLP_HEADERS</c>,
/// <c>OTEL_METRIC_EXPORT_INTERVAL</c>, <c>OTEL_TRACES_SAMPLER</c>, <c>OTEL_SERVICE_NAME</c>. A collector that does not answer delays nothing; what it misses is lost.
/// </remarks>
public sealed class TelemetryExport : IDisposable
{
    public const string EndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string ServiceNameSetting = "OTEL_SERVICE_NAME";

    private readonly MeterProvider _metrics;
    private readonly TracerProvider _traces;

    private TelemetryExport(string? service)
    {
        _metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(resource => Name(resource, service)).AddMeter(Telemetry.Name).AddOtlpExporter().Build();
        _traces = Sdk.CreateTracerProviderBuilder().ConfigureResource(resource => Name(resource, service)).AddSource(Telemetry.Name).AddOtlpExporter().Build();
    }

    /// <summary>Null when no collector is named.</summary>
    /// <param name="service">The service's name, unless <c>OTEL_SERVICE_NAME</c> says another.</param>
    /// <param name="configuration">With the environment's variables in it, which the exporter reads by itself.</param>
    /// <exception cref="FormatException">The setting is no http or https address.</exception>
    public static TelemetryExport? Start(string service, IConfiguration configuration) => configuration[EndpointSetting] switch
    {
        null or "" => null,
        var address when Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) =>
            new TelemetryExport(configuration[ServiceNameSetting] is { Length: > 0 } ? null : service),
        var address => throw new FormatException($"{EndpointSetting}={address} is no http or https address, such as http://127.0.0.1:4317."),
    };

    /// <summary>Sends what is left and ends.</summary>
    public void Dispose()
    {
        _metrics.Dispose();
        _traces.Dispose();
    }

    private static void Name(ResourceBuilder resource, string? service)
    {
        if (service is not null)
        {
            resource.AddService(service);
        }
    }
}

/// <summary>The export of one app, for as long as its host runs.</summary>
internal sealed class TelemetryExportService(string service, IConfiguration configuration) : IHostedService
{
    private TelemetryExport? _export;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _export = TelemetryExport.Start(service, configuration);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _export?.Dispose();
        return Task.CompletedTask;
    }
}
