namespace Sallyport.Core.Common;

/// <summary>A request that names itself, so that the same one again makes nothing twice.</summary>
/// <param name="Id">Who asks, for what kind of thing, under which name.</param>
/// <param name="ContentDigest">Of what is asked for: the same name with something else is a mistake.</param>
public sealed record AskedRequest(string Id, string ContentDigest);
