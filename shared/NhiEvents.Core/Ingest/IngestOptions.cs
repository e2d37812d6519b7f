using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace NhiEvents.Core.Ingest;

/// <summary>Settings of Ingest.</summary>
public sealed class IngestOptions
{
    public const string Section = "Ingest";

    /// <summary>Object ids of users, and SIDs of accounts in Active Directory, that are registered as non-human identities.</summary>
    public IReadOnlyList<string> RegisteredIds { get; init; } = [];

    /// <summary>The tenant of rows that name none: Windows events, and objects of Microsoft Graph. Null: such rows stand under <c>unknown</c>.</summary>
    public string? TenantId { get; init; }

    /// <summary>Keeps rejected rows whole. They can hold personal data: off unless somebody is looking for a fault.</summary>
    public bool KeepRaw { get; init; }

    /// <summary>How long rejected rows are kept.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00")]
    public TimeSpan KeepRejected { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How old the picture of known identities may become before it is read again.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan RefreshSnapshot { get; init; } = TimeSpan.FromMinutes(5);
}

[OptionsValidator]
public sealed partial class IngestOptionsValidator : IValidateOptions<IngestOptions>;
