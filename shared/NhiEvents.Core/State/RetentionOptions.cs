using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace NhiEvents.Core.State;

/// <summary>How long what is over is kept. The ledger is not meant: it stays.</summary>
public sealed class RetentionOptions
{
    public const string Section = "Retention";

    /// <summary>After its end; of a finding, after its last event (13 months).</summary>
    [Range(typeof(TimeSpan), "90.00:00:00", "1200.00:00:00")]
    public TimeSpan KeepEnded { get; init; } = TimeSpan.FromDays(396);

    /// <summary>Records of exceptions are kept so long at least: within a year they count as renewals.</summary>
    public static TimeSpan OfExceptions(TimeSpan keep) => keep > TimeSpan.FromDays(366) ? keep : TimeSpan.FromDays(366);

    internal static TimeSpan KeepOf(IOptions<RetentionOptions>? options) => options?.Value.KeepEnded ?? new RetentionOptions().KeepEnded;

    /// <summary>How long at least whoever looks can see that a finding was withdrawn, however old it was: so long, too, no older word of it can come.</summary>
    public static TimeSpan ShowWithdrawn { get; } = TimeSpan.FromDays(7);

    /// <summary>How long it is remembered, once it has ended, that something was there: so long an event of it may come a second time.</summary>
    public static TimeSpan Remembered { get; } = TimeSpan.FromDays(30);
}

[OptionsValidator]
public sealed partial class RetentionOptionsValidator : IValidateOptions<RetentionOptions>;

/// <summary>What every app registers that ends what is over.</summary>
internal static class RetentionServices
{
    public static void AddRetention(this IServiceCollection services)
    {
        services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RetentionOptions>, RetentionOptionsValidator>());
        services.TryAddSingleton<HourlyShare>();
    }
}
