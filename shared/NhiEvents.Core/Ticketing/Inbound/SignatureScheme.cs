namespace NhiEvents.Core.Ticketing.Inbound;

/// <summary>How a sender signs.</summary>
public enum SignatureScheme
{
    /// <summary><c>webhook-id</c>, <c>webhook-timestamp</c> and <c>webhook-signature</c> as the Standard Webhooks specification has them.</summary>
    StandardWebhooks,

    /// <summary><c>X-Hub-Signature: sha256=</c> and hex over the body alone: an admin webhook of Jira with a secret. Nothing in its headers is signed.</summary>
    Jira,

    /// <summary>What the script in docs/tickets.md adds, because ServiceNow signs nothing by itself: as Standard Webhooks, in headers of other names.</summary>
    ServiceNow,
}

/// <summary>The names of the headers of a scheme.</summary>
/// <param name="Id">A delivery's id, the same when it is repeated.</param>
/// <param name="Timestamp">Seconds since 1970; null where the sender has none.</param>
internal sealed record SignatureHeaders(string Signature, string Id, string? Timestamp)
{
    public static SignatureHeaders Of(SignatureScheme scheme) => scheme switch
    {
        SignatureScheme.StandardWebhooks => new("webhook-signature", "webhook-id", "webhook-timestamp"),
        SignatureScheme.Jira => new("X-Hub-Signature", "X-Atlassian-Webhook-Identifier", null),
        SignatureScheme.ServiceNow => new("X-Nhi-Signature", "X-Nhi-Delivery", "X-Nhi-Timestamp"),
    };
}
