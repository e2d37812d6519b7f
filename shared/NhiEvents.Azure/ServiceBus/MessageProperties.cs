namespace NhiEvents.Azure.ServiceBus;

/// <summary>Names of the application properties on a Service Bus message.</summary>
public static class MessageProperties
{
    /// <summary>What the body is; subscriptions filter on it. Also the message's subject.</summary>
    public const string Kind = "kind";

    /// <summary>How often <c>Later</c> has re-sent the message; an <see cref="int"/>.</summary>
    public const string Attempt = "nhi-attempt";

    /// <summary>When it was sent for the first time, if <c>Later</c> re-sent it; a <see cref="DateTimeOffset"/>.</summary>
    public const string FirstSentAt = "nhi-first-sent-at";

    /// <summary>W3C trace context of the cause: the name that the Azure SDK reads.</summary>
    public const string TraceParent = "Diagnostic-Id";
}
