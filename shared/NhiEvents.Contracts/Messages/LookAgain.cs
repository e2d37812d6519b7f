namespace NhiEvents.Contracts.Messages;

/// <summary>A deadline has come: decide again about one identity. Repeatable; finds nothing to do when the deadline no longer holds.</summary>
/// <param name="DueAt">The deadline; part of the message id, so two deadlines are two messages.</param>
public sealed record LookAgain(string TenantId, string IdentityId, DateTimeOffset DueAt)
{
    public const string Kind = "look-again";
}
