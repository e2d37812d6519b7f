using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Identities.Kinds;

/// <summary>The file as written: identity-kinds.json.</summary>
internal sealed record KindFile(
    int SchemaVersion,
    string Version,
    IReadOnlyDictionary<string, string> Sources,
    IReadOnlyDictionary<string, string> MicrosoftTenants,
    IReadOnlyDictionary<string, RemedyLines> Remedies,
    IReadOnlyList<KindLines> Kinds);

internal sealed record RemedyLines(string Title, IReadOnlyList<string> Steps, IReadOnlyList<string> Sources)
{
    /// <summary>Lines of a command; <c>%objectId%</c> and <c>%appId%</c> are replaced by ids, or by a placeholder when the log's is none.</summary>
    public IReadOnlyList<string>? Az { get; init; }

    public IReadOnlyList<string>? PowerShell { get; init; }
}

internal sealed record KindLines(IdentityKind Kind, string Name, IReadOnlyList<ObjectForm> Forms, ExemptionTerm Exception)
{
    public IReadOnlyList<RuleLines> RecognisedBy { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> Excludes { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> ExcludesUntilSeen { get; init => field = value ?? []; } = [];

    public IReadOnlyDictionary<string, Severity> AtMost { get; init => field = value ?? new Dictionary<string, Severity>(); } = new Dictionary<string, Severity>();

    /// <summary>Finding number to names of remedies that take the place of the general ones.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Instead { get; init => field = value ?? new Dictionary<string, IReadOnlyList<string>>(); } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Finding number to names of remedies that stand before the general ones.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> First { get; init => field = value ?? new Dictionary<string, IReadOnlyList<string>>(); } = new Dictionary<string, IReadOnlyList<string>>();

    public bool Protected { get; init; }

    public bool NeverAPerson { get; init; }
}

internal sealed record RuleLines(ObjectForm Form)
{
    public IReadOnlyList<string> UserPrincipalNames { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> DisplayNames { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> SamAccountNames { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> UserTypes { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> ObjectTypes { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> MailboxTypes { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> ServicePrincipalTypes { get; init => field = value ?? []; } = [];

    public ApplicationOwner? Owner { get; init; }

    public bool? OnPremises { get; init; }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters =
    [
        typeof(CamelCase<IdentityKind>), typeof(CamelCase<ObjectForm>), typeof(CamelCase<ExemptionTerm>), typeof(CamelCase<Severity>), typeof(CamelCase<ApplicationOwner>),
    ],
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(KindFile))]
internal sealed partial class KindJson : JsonSerializerContext;
