using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Response.Records;

namespace NhiEvents.Core.Response;

/// <summary>What a finding belongs to. Asked before any playbook. Pure.</summary>
internal abstract record Correlation
{
    private Correlation()
    {
    }

    /// <summary>Somebody else uses the identity: containment, never an exception.</summary>
    public sealed record Abuse : Correlation;

    /// <summary>A rotation of the identity is open: it may be what broke it, and is held.</summary>
    public sealed record InRotation(string RotationId, string? Ticket) : Correlation;

    /// <summary>An exception has ended a short time ago, and this is what was to be expected.</summary>
    public sealed record AfterException(string ExemptionId, string Ticket) : Correlation;

    /// <summary>Others may share the cause.</summary>
    public sealed record Shared(string Cause) : Correlation;

    public sealed record Own : Correlation;

    /// <summary>Where Microsoft itself demands the second factor.</summary>
    public const string MandatoryMfa = "Microsoft's mandatory multi-factor authentication";

    private static readonly HashSet<string> Abuses = ["NHI203", "NHI211", "NHI302", "NHI305"];

    private static readonly HashSet<string> Policies = ["NHI101", "NHI108"];

    private static readonly HashSet<string> Credentials = ["NHI104", "NHI105", "NHI107"];

    public static bool IsAbuse(string number) => Abuses.Contains(number);

    public static Correlation For(Finding finding, IdentityRow known, TimeSpan expectedAfterEnd, DateTimeOffset now)
    {
        if (IsAbuse(finding.FindingType))
        {
            return new Abuse();
        }

        if (Credentials.Contains(finding.FindingType) && known.Rotations.FirstOrDefault(rotation => rotation.Value.Open) is { Key: not null } open)
        {
            return new InRotation(open.Key, open.Value.Ticket);
        }

        if (Policies.Contains(finding.FindingType)
            && known.Exceptions.Where(one => one.Value.EndedAt is { } ended && ended <= now && now - ended <= expectedAfterEnd && one.Value.Ticket is not null)
                .OrderByDescending(one => one.Value.EndedAt).FirstOrDefault() is { Key: not null } ended)
        {
            return new AfterException(ended.Key, ended.Value.Ticket!);
        }

        return finding switch
        {
            { FindingType: "NHI111" } => new Shared(MandatoryMfa),
            _ when Policies.Contains(finding.FindingType) && finding.Evidence.Policies is [var policy, ..] => new Shared(policy),
            _ => new Own(),
        };
    }
}
