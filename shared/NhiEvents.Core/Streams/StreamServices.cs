using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NhiEvents.Core.State;
using NhiEvents.Core.Streams.Digests;

namespace NhiEvents.Core.Streams;

/// <summary>Registers the slice. The app adds the ports <c>IStateStore</c>, <c>IMessageBus</c> and <c>IOutlets</c>, and logging.</summary>
public static class StreamServices
{
    public static IServiceCollection AddStreams(this IServiceCollection services)
    {
        services.AddOptions<StreamOptions>().BindConfiguration(StreamOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StreamOptions>, StreamOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Outbox>();
        services.TryAddSingleton<StreamChangesHandler>();
        services.TryAddSingleton<DeliverRecordHandler>();
        services.TryAddSingleton<KeepDigestHandler>();
        services.TryAddSingleton<SendDigestsHandler>();
        return services;
    }
}
