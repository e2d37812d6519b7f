namespace NhiEvents.Core.Portal;

/// <summary>What was asked cannot be done as it was asked.</summary>
/// <param name="member">The member of the body or the parameter.</param>
/// <param name="fault">What is wrong with it and what to do, as the rest of a sentence.</param>
public class BadRequestException(string member, string fault) : Exception($"{member} {fault}")
{
    public string Member => member;
}
