using NhiEvents.Contracts.Events;
using NhiEvents.Core.Detection.Journal;

namespace NhiEvents.Core.Detection;

/// <summary>Events of one identity within one hour, with why it is taken for a non-human one.</summary>
internal sealed record Arrivals(IReadOnlyList<SignIn> SignIns, IReadOnlyList<ResourceDenied> Denials, IReadOnlyList<string> Evidence)
{
    /// <summary>Nothing came; the hours are only decided again.</summary>
    public static Arrivals None { get; } = new([], [], []);

    /// <summary>Sign-ins of one identity, hour by hour.</summary>
    /// <remarks>A service principal's row is evidence by itself, whoever sent it.</remarks>
    public static IReadOnlyList<Arrivals> Of(IReadOnlyList<SignIn> events)
    {
        var evidence = events.SelectMany(EvidenceOf).Distinct().Order(StringComparer.Ordinal).ToList();
        return [.. events.GroupBy(signIn => HourRow.HourOf(signIn.At)).OrderBy(hour => hour.Key).Select(hour => new Arrivals([.. hour], [], evidence))];
    }

    /// <summary>Refusals of one identity's operations, hour by hour.</summary>
    public static IReadOnlyList<Arrivals> Of(IReadOnlyList<ResourceDenied> events)
    {
        var evidence = events.SelectMany(denied => denied.Evidence).Distinct().Order(StringComparer.Ordinal).ToList();
        return [.. events.GroupBy(denied => HourRow.HourOf(denied.At)).OrderBy(hour => hour.Key).Select(hour => new Arrivals([], [.. hour], evidence))];
    }

    public bool IsEmpty => SignIns.Count == 0 && Denials.Count == 0;

    public DateTimeOffset At => SignIns.Count > 0 ? SignIns[0].At : Denials[0].At;

    private static IEnumerable<string> EvidenceOf(SignIn signIn) => signIn.Kind switch
    {
        SignInKind.ServicePrincipal => signIn.Evidence.Append(EvidenceKinds.ServicePrincipal),
        SignInKind.ManagedIdentity => signIn.Evidence.Append(EvidenceKinds.ManagedIdentity),
        SignInKind.InteractiveUser or SignInKind.NonInteractiveUser => signIn.Evidence,
    };
}
