using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.Policies;

/// <summary>The built-in authentication strengths: which methods each accepts.</summary>
internal static class Strengths
{
    private static readonly HashSet<string> PhishingResistant = new(StringComparer.Ordinal) { "fido2", "windowsHelloForBusiness", "x509CertificateMultiFactor" };
    private static readonly HashSet<string> Passwordless = new(PhishingResistant, StringComparer.Ordinal) { "deviceBasedPush" };

    /// <summary>A strength that this build does not know asks for any second factor, like the built-in "Multifactor authentication".</summary>
    public static bool Accepts(string? strengthId, string method) => strengthId switch
    {
        null or WellKnown.MfaStrength => true,
        WellKnown.PasswordlessStrength => Passwordless.Contains(method),
        WellKnown.PhishingResistantStrength => PhishingResistant.Contains(method),
        _ => true,
    };
}
