using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Events;

/// <summary>What became of one log row.</summary>
public abstract record ReadResult
{
    private ReadResult()
    {
    }

    /// <summary>A sign-in, without evidence yet.</summary>
    public sealed record Row(SignIn SignIn) : ReadResult;

    /// <summary>A row that is all right and that this build does not use.</summary>
    /// <param name="Reason">The log category, or <see cref="NoDirectoryObject"/>.</param>
    public sealed record NotForUs(string Reason) : ReadResult
    {
        /// <summary>A sign-in that named an account which does not exist: Entra logs the all-zero id.</summary>
        public const string NoDirectoryObject = "no-directory-object";
    }

    /// <summary>A row that should have been readable.</summary>
    /// <param name="Reason">One of <see cref="RejectReasons"/>.</param>
    /// <param name="Detail">For a person; names fields, never holds a value that identifies anybody.</param>
    /// <param name="Offset">Byte in the record at which reading stopped.</param>
    public sealed record Unreadable(string Reason, string Detail, long Offset) : ReadResult
    {
        /// <summary>The row's tenant where that much could be read, else <c>unknown</c>.</summary>
        public string TenantId { get; init; } = SignInReader.UnknownTenant;
    }
}
