using System.ComponentModel.DataAnnotations;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Rotation.Policies;

/// <summary>What may be done without a person.</summary>
public enum RotationMode
{
    /// <summary>Nothing is written; findings only.</summary>
    Observe,

    /// <summary>A rotation is planned and waits for a person.</summary>
    Propose,

    /// <summary>A rotation runs by itself.</summary>
    Enforce,
}

/// <summary>How the credentials of some applications are rotated. The first policy that names an application counts.</summary>
public sealed class RotationPolicy : IValidatableObject
{
    private const string AppIdPlace = "{appId}";

    /// <summary>Object or application ids. <c>*</c> is every own application.</summary>
    public IReadOnlyList<string> Applications { get; init; } = [];

    /// <summary>A custom security attribute of the service principal, as <c>Set.Name=value</c>.</summary>
    public string? Tag { get; init; }

    /// <summary>The secret in the vault. <c>{appId}</c> is the application id.</summary>
    [Required]
    public string SecretName { get; init; } = "";

    public CredentialForm Form { get; init; } = CredentialForm.ApplicationSecret;

    public RotationMode Mode { get; init; } = RotationMode.Propose;

    /// <summary>The life of a new credential; shorter where the tenant's app management policy wants it.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "730.00:00:00")]
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(180);

    /// <summary>How long before its end a credential is replaced. It is also the longest overlap.</summary>
    [Range(typeof(TimeSpan), "02:00:00", "90.00:00:00")]
    public TimeSpan RotateBefore { get; init; } = TimeSpan.FromDays(30);

    /// <summary>An older credential is replaced whatever its end is (NHI304).</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "1095.00:00:00")]
    public TimeSpan MaximumAge { get; init; } = TimeSpan.FromDays(730);

    /// <summary>Whether the old credential may be removed before its end when the evidence says that nobody uses it. Else it runs to its end.</summary>
    public bool RetireEarly { get; init; }

    /// <summary>How long the old credential must have been idle; never less than 35 days or twice the longest cadence of a consumer.</summary>
    [Range(typeof(TimeSpan), "35.00:00:00", "365.00:00:00")]
    public TimeSpan IdleFor { get; init; } = TimeSpan.FromDays(35);

    /// <summary>The longest that a consumer keeps what it has read from the vault. A vault reference of App Service: 24 hours.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan LongestCache { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The shortest overlap for a credential that others know.</summary>
    [Range(typeof(TimeSpan), "00:15:00", "30.00:00:00")]
    public TimeSpan EmergencyOverlap { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Object ids of the accounts that may let a rotation begin or go on, give it up, or have the old credential removed early; empty: anybody who may by their role.</summary>
    public IReadOnlyList<string> Approvers { get; init; } = [];

    /// <summary>Addresses that are known to use the credential, as sign-in logs show them. Each must be seen with the new one before the old one may be removed early.</summary>
    public IReadOnlyList<string> Consumers { get; init; } = [];

    /// <summary>When rotations of these applications may begin, in UTC, in place of <see cref="RotationOptions.Windows"/>; empty: those.</summary>
    public IReadOnlyList<ChangeWindow> Windows { get; init; } = [];

    /// <summary>Beside <see cref="RotationOptions.Freezes"/>.</summary>
    public IReadOnlyList<ChangeFreeze> Freezes { get; init; } = [];

    internal bool Names(string applicationId, string appId, IReadOnlyDictionary<string, string> attributes) =>
        Applications.Contains("*") || Applications.Contains(applicationId, StringComparer.OrdinalIgnoreCase) || Applications.Contains(appId, StringComparer.OrdinalIgnoreCase)
        || (Tag?.Split('=', 2) is [var attribute, var value] && attributes.GetValueOrDefault(attribute) == value);

    internal RotationTerms TermsFor(string appId) =>
        new(SecretName.Replace(AppIdPlace, appId, StringComparison.Ordinal), Form, Mode, Lifetime, RotateBefore, MaximumAge, RetireEarly, IdleFor, LongestCache, EmergencyOverlap)
        {
            Approvers = NullIfEmpty(Approvers),
            Consumers = NullIfEmpty(Consumers),
            Windows = NullIfEmpty(Windows),
            Freezes = NullIfEmpty(Freezes),
        };

    private static IReadOnlyList<T>? NullIfEmpty<T>(IReadOnlyList<T> list) => list.Count == 0 ? null : list;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Applications.Count == 0 && Tag is null)
        {
            yield return new ValidationResult("a policy names Applications or a Tag.");
        }

        if (Tag is not null && (Tag.Split('=', 2) is not [var attribute, _] || !attribute.Contains('.', StringComparison.Ordinal)))
        {
            yield return new ValidationResult($"the Tag \"{Tag}\" is not of the form Set.Name=value.");
        }

        if ((Applications.Contains("*") || Applications.Count > 1 || Tag is not null) && !SecretName.Contains(AppIdPlace, StringComparison.Ordinal))
        {
            yield return new ValidationResult($"the SecretName \"{SecretName}\" would be that of several applications; put {AppIdPlace} into it.");
        }

        if (!SecretName.Replace(AppIdPlace, "", StringComparison.Ordinal).All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
        {
            yield return new ValidationResult($"the SecretName \"{SecretName}\" may hold letters, digits, hyphens and {AppIdPlace} only.");
        }

        foreach (var fault in ChangeCalendar.Faults(Windows, Freezes))
        {
            yield return new ValidationResult(fault);
        }

        if (Lifetime <= RotateBefore)
        {
            yield return new ValidationResult($"a Lifetime of {Lifetime.TotalDays:0} day(s) is over before RotateBefore ({RotateBefore.TotalDays:0}).");
        }
    }
}

/// <summary>A policy's values for one application, as a rotation began with them.</summary>
internal sealed record RotationTerms(
    string SecretName,
    CredentialForm Form,
    RotationMode Mode,
    TimeSpan Lifetime,
    TimeSpan RotateBefore,
    TimeSpan MaximumAge,
    bool RetireEarly,
    TimeSpan IdleFor,
    TimeSpan LongestCache,
    TimeSpan EmergencyOverlap)
{
    /// <summary>Null: anybody who may by their role.</summary>
    public IReadOnlyList<string>? Approvers { get; init; }

    /// <summary>Null: none is declared.</summary>
    public IReadOnlyList<string>? Consumers { get; init; }

    /// <summary>Null: those of the settings.</summary>
    public IReadOnlyList<ChangeWindow>? Windows { get; init; }

    /// <summary>Null: none of its own.</summary>
    public IReadOnlyList<ChangeFreeze>? Freezes { get; init; }

    public bool MayBeApprovedBy(string personId) => Approvers is null || Approvers.Contains(personId, StringComparer.OrdinalIgnoreCase);

    /// <summary>Where a new text waits until it was tested: no consumer reads it.</summary>
    public string StagingName => SecretName + "-pending";
}
