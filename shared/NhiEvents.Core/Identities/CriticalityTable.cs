using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Identities;

/// <summary>What a finding weighs for an identity on which much, or little, depends.</summary>
/// <remarks>
/// One step less for <see cref="Criticality.Low"/>, as it is for <see cref="Criticality.Medium"/> and for nobody's word, one step more for
/// <see cref="Criticality.High"/>, two for <see cref="Criticality.Critical"/>; never beyond the scale.
/// </remarks>
public static class CriticalityTable
{
    public static Severity Weigh(Severity severity, Criticality? criticality) =>
        (Severity)Math.Clamp((int)severity + Steps(criticality), (int)Severity.Low, (int)Severity.Critical);

    private static int Steps(Criticality? criticality) => criticality switch
    {
        Criticality.Low => -1,
        Criticality.Medium or null => 0,
        Criticality.High => 1,
        Criticality.Critical => 2,
    };
}
