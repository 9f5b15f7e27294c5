"""The layout for everything else: columns known by the names that people give them."""

from collections.abc import Mapping, Sequence
from typing import Final

from monitor.importing.layouts.base import Layout, Paths

# Names without blanks, signs and capitals, the likeliest first.
_NAMES: Final[Mapping[str, str]] = {
    "id": "id idstr tweetid postid commentid reviewid messageid statusid objectid mentionid "
    "itemid questionid answerid uuid guid uid cid",
    "text": "fulltext text tweettext tweet body content message comment commenttext reviewtext "
    "reviewbody reviewcontent review posttext post caption selftext description snippet "
    "excerpt feedback verbatim opinion textoriginal textdisplay inhalt kommentar "
    "bewertung beitrag texto texte contenu comentario commentaire avis",
    "title": "title headline subject reviewtitle posttitle titel betreff überschrift titulo "
    "título titre",
    "url": "url link permalink posturl tweeturl commenturl reviewurl permalinkurl weburl href "
    "uri",
    "author": "author username screenname handle userscreenname authorusername authorhandle "
    "userhandle user authorname reviewer reviewername reviewauthor authordisplayname nick "
    "nickname by from autor auteur benutzer benutzername usuario",
    "author_name": "authorfullname fullname displayname authordisplayname authorname "
    "userrealname userdisplayname name",
    "author_url": "authorurl authorlink userurl profileurl authorchannelurl",
    "followers": "followers followerscount followercount authorfollowers userfollowers "
    "authorfollowerscount userfollowerscount",
    "created": "createdat created publishedat published createdutc createdtime createtime "
    "datetime date timestamp time publishdate publisheddate publicationdate pubdate postdate "
    "postedat posttime tweetcreated reviewdate reviewedat submittedat creationdate "
    "unixtimestamp publishtime datum zeit fecha",
    "edited": "editedat edited updatedat",
    "language": "language lang langcode languagecode sprache idioma langue",
    "score": "likes likecount likescount favoritecount favouritescount favorites favourites "
    "upvotes score points votes reactions reactioncount hearts numlikes thumbsup "
    "thumbsupcount helpful",
    "replies": "replies replycount repliescount commentcount commentscount numcomments "
    "numreplies comments",
    "shares": "retweets retweetcount shares sharecount sharescount reposts repostcount reblogs "
    "reblogscount",
    "views": "views viewcount viewscount impressions impressioncount plays playcount",
    "rating": "rating stars starrating reviewrating reviewscore",
    "thread": "threadid conversationid thread topicid videoid storyid",
    "parent": "parentid inreplytoid inreplytostatusid inreplyto replyto replytoid",
    "site": "site host domain subreddit community forum outlet publication publisher",
    "network": "network platform",
    "tags": "hashtags tags",
    "licence": "licence license contentlicense",
}
# In JSON, the author is often an object.
_INSIDE_AUTHOR: Final = {
    "author": (
        "author.username",
        "author.handle",
        "author.screen_name",
        "author.login",
        "user.username",
        "user.screen_name",
        "user.login",
        "owner.user_id",
        "author.name",
        "user.name",
        "owner.display_name",
    ),
    "author_name": (
        "author.displayName",
        "author.display_name",
        "author.name",
        "user.name",
        "owner.display_name",
    ),
    "followers": ("author.followers", "author.followers_count", "user.followers_count"),
}
_KNOWN: Final = {
    name: (field, rank)
    for field, names in _NAMES.items()
    for rank, name in reversed(list(enumerate(names.split())))
}

GENERIC: Final = Layout(
    name="columns",
    about="anything with columns of usual names: text, id, date, author, url, likes …",
    network=None,
    fields={},
)


def bare_name(column: str) -> str:
    """*column* without capitals, blanks and signs: "Created At" and "created_at" are one."""
    return "".join(sign for sign in column.casefold() if sign.isalnum())


def known_columns(columns: Sequence[str]) -> int:
    """How many of *columns* have a usual name, each field counted once."""
    return len({_KNOWN[name][0] for column in columns if (name := bare_name(column)) in _KNOWN})


def paths_among(columns: Sequence[str]) -> Paths:
    """Field → those of *columns* that usually stand for it, the likeliest first."""
    found: dict[str, list[tuple[int, str]]] = {}
    for column in columns:
        name = bare_name(column)
        for field, names in _WORDS.items():
            if name in names:
                found.setdefault(field, []).append((names[name], column))
    paths = {field: tuple(c for _, c in sorted(ranked)) for field, ranked in found.items()}
    for field, inside in _INSIDE_AUTHOR.items():
        there = tuple(path for path in inside if path.partition(".")[0] in columns)
        if there:
            paths[field] = there + paths.get(field, ())
    return paths


_WORDS: Final = {
    field: {name: rank for rank, name in enumerate(names.split())}
    for field, names in _NAMES.items()
}
