namespace NhiEvents.Local.Onboard.Tenant;

/// <summary>What the tenant answered when it was asked for something.</summary>
internal enum TenantAnswer
{
    /// <summary>It is there, and can be read.</summary>
    Yes,

    /// <summary>A licence that the tenant does not have: nothing is wrong, and some features are not possible.</summary>
    NoLicence,

    /// <summary>A permission is missing, or the service failed: somebody can do something about it.</summary>
    NotRead,
}

/// <summary>One line of what a tenant allows.</summary>
/// <param name="Subject">A licence, a log or a collection.</param>
/// <param name="Text">What was answered; where it was refused, what is needed.</param>
/// <param name="Without">What is not possible or not known without it.</param>
internal sealed record TenantCheck(string Subject, TenantAnswer Answer, string Text, string Without);
