-- Of a note whose classes are closed nobody is there any more: all whom it reached are counted.
NOT (SELECT {goes_on} FROM liaison_note n JOIN content_resource r ON r.id = n.resource_id
  WHERE n.resource_id = page.resource_id)
