namespace NhiEvents.Core.Ports;

/// <summary>Why Entra did not do what was asked: all that a handler may have to tell apart.</summary>
public enum EntraFault
{
    /// <summary>Too many requests (429). Nothing was done. <see cref="EntraException.RetryAfter"/> is not always there: Conditional Access gives none.</summary>
    Throttled,

    /// <summary>There is no object with this id (404).</summary>
    NotFound,

    /// <summary>We lack a permission (403); the message names it.</summary>
    Forbidden,

    /// <summary>The object may not be changed by us with any permission that we could ask for (403): an administrator, a role-assignable or restricted group, a synced or dynamic one.</summary>
    ProtectedObject,

    /// <summary>The request can never work as it is (400), such as a lifetime over the tenant's limit.</summary>
    Invalid,

    /// <summary>The object is in a state that does not allow it (409), such as a limit that is reached.</summary>
    Conflict,

    /// <summary>A server error, a timeout or a lost answer (5xx). It may have been done, or not: read before doing it again.</summary>
    Transient,
}

/// <summary>A request that Entra refused or did not answer. The only exception of the Entra ports, besides cancellation.</summary>
public sealed class EntraException : Exception
{
    public EntraException()
        : this(EntraFault.Transient, "Entra did not answer.")
    {
    }

    public EntraException(string message)
        : this(EntraFault.Transient, message)
    {
    }

    public EntraException(string message, Exception innerException)
        : base(message, innerException) => Fault = EntraFault.Transient;

    /// <param name="message">What was refused and why; never a credential.</param>
    /// <param name="retryAfter">When Entra says so.</param>
    public EntraException(EntraFault fault, string message, TimeSpan? retryAfter = null)
        : base(message) => (Fault, RetryAfter) = (fault, retryAfter);

    public EntraFault Fault { get; }

    public TimeSpan? RetryAfter { get; }
}
