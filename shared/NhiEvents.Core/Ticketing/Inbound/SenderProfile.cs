using System.Net;
using NhiEvents.Contracts.Tickets;

namespace NhiEvents.Core.Ticketing.Inbound;

/// <summary>A system that may call us: how it signs, how its fields are named, and what it may ask for.</summary>
public sealed class SenderProfile
{
    public string TenantId { get; init; } = "";

    public SignatureScheme Scheme { get; init; }

    /// <summary>Valid secrets, one or, while they are exchanged, several. On Azure each is a Key Vault reference.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Where in the body which field is: our name to a path such as <c>issue.key</c>. Names: <see cref="FieldNames"/>.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>The sender's words for what is asked, such as <c>Approve exception</c>, to ours. A word of ours needs no entry.</summary>
    public IReadOnlyDictionary<string, TicketWord> Words { get; init; } = new Dictionary<string, TicketWord>();

    /// <summary>What it may ask for; nothing is allowed that is not here.</summary>
    public IReadOnlyList<TicketWord> Actions { get; init; } = [];

    /// <summary>Networks that it calls from, in CIDR form; empty is any.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>The sender's users to object ids of their Entra accounts. Who is not here can only comment.</summary>
    public IReadOnlyDictionary<string, string> Users { get; init; } = new Dictionary<string, string>();

    public const string ActionField = "action";
    public const string TicketField = "ticket";
    public const string UserField = "user";
    public const string TextField = "text";
    public const string EndField = "end";
    public const string IdentityField = "identity";
    public const string ExceptionField = "exception";
    public const string ReactionField = "reaction";

    /// <summary>Milliseconds since 1970 or an ISO 8601 time within the signed body; for senders whose headers have no signed time.</summary>
    public const string TimeField = "time";

    public static IReadOnlyList<string> FieldNames { get; } = [ActionField, TicketField, UserField, TextField, EndField, IdentityField, ExceptionField, ReactionField, TimeField];

    /// <summary>What a sender of this scheme calls its fields when nothing else is configured.</summary>
    internal string PathOf(string field) => Fields.TryGetValue(field, out var path) ? path : (Scheme, field) switch
    {
        (SignatureScheme.Jira, ActionField) => "transition.transitionName",
        (SignatureScheme.Jira, TicketField) => "issue.key",
        (SignatureScheme.Jira, UserField) => "user.accountId",
        (SignatureScheme.Jira, TextField) => "comment.body",
        (SignatureScheme.Jira, TimeField) => "timestamp",
        (SignatureScheme.StandardWebhooks, ActionField) => "type",
        (SignatureScheme.StandardWebhooks, not TimeField) => "data." + field,
        _ => field,
    };

    internal bool Admits(IPAddress? address) =>
        Networks.Count == 0 || (address is not null && Networks.Any(network => IPNetwork.Parse(network).Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)));

    internal TicketWord? WordOf(string text) =>
        Words.FirstOrDefault(word => string.Equals(word.Key, text, StringComparison.OrdinalIgnoreCase)) is { Key: not null } known ? known.Value
        : TicketWords.Find(text);
}
