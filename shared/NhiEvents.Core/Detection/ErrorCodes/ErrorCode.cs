namespace NhiEvents.Core.Detection;

/// <summary>One AADSTS error code of a Microsoft Entra sign-in, and what it means for a non-human identity.</summary>
/// <remarks>
/// The meanings are our own words. Microsoft documents the codes in entra-docs, docs/identity-platform/reference-error-codes.md, and says there
/// that they may change at any time; hence data, and hence a code that is not in the table is an unclassified failure, never a success.
/// </remarks>
public sealed record ErrorCode(int Code, ErrorClass Class, string Meaning)
{
    /// <summary>The one code with two meanings; <c>status.failureReason</c> alone tells them apart.</summary>
    public const int LockedOrMaliciousSource = 50053;

    /// <summary>Microsoft's symbolic name, where it publishes one.</summary>
    public string? Name { get; init; }

    /// <summary>What else the code can mean.</summary>
    public IReadOnlyList<ErrorClass> AlsoClass { get; init; } = [];

    /// <summary>The finding this code raises where its class would give another one, or null.</summary>
    public string? FindingOverride { get; init; }

    /// <summary>Whether the code proves that the password was right (true) or not (false); null when it proves neither.</summary>
    /// <remarks>It speaks of user accounts only: a service principal blocked with the same code has proven nothing.</remarks>
    public bool? FirstFactorCorrect { get; init; }

    /// <summary>An interactive step of any kind was demanded, which no non-human identity can answer.</summary>
    public bool Unanswerable { get; init; }

    /// <summary>The step demanded was multifactor authentication itself: the strict core of <see cref="Unanswerable"/>.</summary>
    public bool StrictMfa { get; init; }

    /// <summary>One occurrence is ordinary; it counts once it repeats without a success.</summary>
    public bool OnlyWhenRepeated { get; init; }

    /// <summary>Letters of the sources, spelled out at the head of error-codes.json.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>How the sources contradict each other, where they do.</summary>
    public string? SourcesDisagree { get; init; }

    /// <summary>What an investigator should know besides the meaning.</summary>
    public string? Note { get; init; }

    /// <summary>The finding this code raises, or null when it raises none.</summary>
    /// <remarks>50053 gives NHI102; only <c>status.failureReason</c> in the record can turn it into NHI103.</remarks>
    public string? Finding => FindingOverride ?? Class switch
    {
        ErrorClass.Challenge => "NHI101",
        ErrorClass.Block => "NHI108",
        ErrorClass.Lockout => "NHI102",
        ErrorClass.Password => "NHI105",
        ErrorClass.Secret => "NHI105",
        ErrorClass.App => "NHI107",
        ErrorClass.Token => "NHI110",
        ErrorClass.Noise => null,
    };
}
