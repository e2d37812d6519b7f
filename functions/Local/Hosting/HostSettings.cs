using System.Text.Json;
using System.Text.Json.Serialization;

namespace NhiEvents.Local.Hosting;

/// <summary>What the local host honours of an app's <c>host.json</c>; defaults are the platform's.</summary>
internal sealed record HostSettings(int MaxConcurrentCalls, TimeSpan MaxAutoLockRenewal, bool AutoComplete, int MaxEventBatchSize, string RoutePrefix)
{
    public static HostSettings Load(string path)
    {
        try
        {
            var file = JsonSerializer.Deserialize(File.ReadAllBytes(path), HostJson.Default.HostFile);
            if (file?.Version != "2.0")
            {
                throw new HostRefusalException($"{path}: \"version\" must be \"2.0\".");
            }

            var extensions = file.Extensions ?? new HostExtensions();
            return new HostSettings(
                extensions.ServiceBus?.MaxConcurrentCalls ?? 16,
                extensions.ServiceBus?.MaxAutoLockRenewalDuration ?? TimeSpan.FromMinutes(5),
                extensions.ServiceBus?.AutoCompleteMessages ?? true,
                extensions.EventHubs?.MaxEventBatchSize ?? 100,
                extensions.Http?.RoutePrefix ?? "api");
        }
        catch (Exception fault) when (fault is IOException or JsonException)
        {
            throw new HostRefusalException($"{path}: {fault.Message}");
        }
    }
}

internal sealed record HostFile(string? Version, HostExtensions? Extensions);

internal sealed record HostExtensions
{
    public ServiceBusSettings? ServiceBus { get; init; }

    public EventHubSettings? EventHubs { get; init; }

    public HttpSettings? Http { get; init; }
}

internal sealed record ServiceBusSettings(int? MaxConcurrentCalls, TimeSpan? MaxAutoLockRenewalDuration, bool? AutoCompleteMessages);

internal sealed record EventHubSettings(int? MaxEventBatchSize);

internal sealed record HttpSettings(string? RoutePrefix);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(HostFile))]
internal sealed partial class HostJson : JsonSerializerContext;
