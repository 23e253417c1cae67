using System.Globalization;
using System.Reflection;
using Sallyport.Core.Common;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.Web;

namespace Sallyport.Server.RestApi;

/// <summary>By what a call was let in.</summary>
public enum CallBy
{
    Key,

    /// <summary>A session for programs.</summary>
    Session,

    /// <summary>The portal's session.</summary>
    Cookie,
    Password,
}

/// <summary>A call that was let in: who calls, by what, and how its address and headers are read.</summary>
public sealed record RestCall(HttpContext Http, Caller Caller, CallBy By) : IBindableFromHttpContext<RestCall>
{
    private const int MostAtOnce = 200;
    private const int UsuallyAtOnce = 50;
    private static readonly object Place = new();

    /// <summary>Null where no session is behind it.</summary>
    public SignedIn? Person { get; init; }
    public CheckedKey? Key { get; init; }
    public CancellationToken Cancel => Http.RequestAborted;
    public string AccountId => Caller.AccountId!;
    public string UserId => Caller.UserId!;
    public bool IsSession => Person is not null;

    static ValueTask<RestCall?> IBindableFromHttpContext<RestCall>.BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult((RestCall?)context.Items[Place]);

    public void Keep() => Http.Items[Place] = this;

    /// <summary>What stands in the address; empty where nothing does.</summary>
    public string Parameter(string name) => Http.Request.Query[name].ToString();

    /// <summary>The part of a list that is asked for; a fault where it is no part.</summary>
    public IResult? Part(out int limit, out int offset)
    {
        (limit, offset) = (UsuallyAtOnce, 0);
        if (!Number("limit", 1, MostAtOnce, ref limit))
            return Wrong("limit", $"1 to {MostAtOnce}");
        return Number("offset", 0, 1_000_000, ref offset) ? null : Wrong("offset", "0 to 1000000");
    }

    public static IResult Wrong(string parameter, string rule) =>
        Problems.Say(
            ProblemCode.ParameterMalformed,
            null,
            new RefusedMember(parameter, Words.Snake(ProblemCode.ParameterMalformed), $"Possible is: {rule}.")
        );

    private bool Number(string name, int lowest, int highest, ref int value)
    {
        var text = Parameter(name);
        if (text.Length == 0)
            return true;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && value >= lowest
            && value <= highest;
    }
}
